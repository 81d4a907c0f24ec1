using System.Net.Sockets;
using Spare.Runtime.Ports;

namespace Spare.Hypervisor.Processes;

/// <summary>What must hold before the driver makes anything; each answer says what to do.</summary>
internal static class DriverRequirements
{
    private static readonly (string Program, string Package)[] Programs =
    [
        ("ip", "iproute2"), ("nft", "nftables"), ("unshare", "util-linux"), ("setpriv", "util-linux"),
        ("prlimit", "util-linux"), ("bash", "bash"), ("cp", "coreutils"),
    ];

    internal static void Demand(ProcessDriverOptions options) =>
        Demand(options, NativeMethods.EffectiveUser(), HasProgram);

    internal static void Demand(ProcessDriverOptions options, uint user, Func<string, bool> hasProgram)
    {
        var problems = Problems(options, user, hasProgram).ToList();
        if (problems.Count > 0)
        {
            throw new HypervisorException($"the process driver cannot work here: {string.Join("; ", problems)}");
        }
    }

    private static IEnumerable<string> Problems(ProcessDriverOptions options, uint user, Func<string, bool> hasProgram)
    {
        if (user != 0)
        {
            yield return $"it runs as user {user}, and namespaces, control groups and firewall rules need root: "
                + "start it as root, or with sudo";
        }

        foreach (var (program, package) in Programs.Where(needed => !hasProgram(needed.Program)))
        {
            yield return $"'{program}' is missing: install it with 'apt-get install {package}'";
        }

        foreach (var problem in OptionProblems(options))
        {
            yield return problem;
        }
    }

    private static IEnumerable<string> OptionProblems(ProcessDriverOptions options)
    {
        if (!MachineNameRule.Holds(options.HostName))
        {
            yield return $"host name '{options.HostName}' must be {MachineNameRule.Text}";
        }

        if (options.InterfacePrefix.Length is 0 or > 11 || !MachineNameRule.Holds(options.InterfacePrefix))
        {
            yield return $"interface prefix '{options.InterfacePrefix}' must be 1 to 11 letters, digits and dashes";
        }

        if (options.Command.IsDefaultOrEmpty || !Path.IsPathRooted(options.Command[0]))
        {
            yield return "the command must begin with the full path of a program";
        }

        if (options.MachinesMaximum is < 1 or > ProcessDriverOptions.MachinesLimit)
        {
            yield return $"the number of machines must be 1 to {ProcessDriverOptions.MachinesLimit}";
        }

        if (options.Addresses.BaseAddress.AddressFamily != AddressFamily.InterNetwork
            || 1L << (32 - options.Addresses.PrefixLength) < 4L * options.MachinesMaximum)
        {
            yield return $"{options.Addresses} has no room for {options.MachinesMaximum} IPv4 networks of 4 addresses";
        }

        foreach (var path in options.Visible.Where(path => !Path.IsPathRooted(path) || path.Contains(':')))
        {
            yield return $"'{path}' must be a full path without a colon";
        }
    }

    private static bool HasProgram(string program) =>
        $"{Environment.GetEnvironmentVariable("PATH")}:/usr/sbin:/sbin".Split(':')
            .Any(directory => File.Exists(Path.Combine(directory, program)));
}
