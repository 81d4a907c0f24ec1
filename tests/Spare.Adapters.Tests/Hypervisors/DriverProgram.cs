using System.Diagnostics;
using System.Globalization;
using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Spare.Hypervisor.Processes;
using Spare.Runtime.Ports;

namespace Spare.Adapters.Tests.Hypervisors;

/// <summary>A daemon that starts one machine and waits to be killed: the entry point of this assembly.</summary>
internal static class DriverProgram
{
    internal static Process Start(DriverSandbox sandbox) =>
        Start(Environment.ProcessPath ?? "dotnet", Arguments(sandbox));

    private static string[] Arguments(DriverSandbox sandbox)
    {
        var options = sandbox.Options;
        return
        [
            "exec", typeof(DriverProgram).Assembly.Location, options.HostName, options.StateDirectory, sandbox.Image,
            options.Addresses.ToString(), options.InterfacePrefix, $"{options.FirstUser}",
        ];
    }

    /// <summary>As a host of a laboratory does: in a network namespace, where /sys and /run are others.</summary>
    internal static Process StartIn(string networkNamespace, DriverSandbox sandbox) => Start(
        "ip",
        [
            "netns", "exec", networkNamespace, "sh", "-c", "mount -t tmpfs tmpfs /run && exec \"$@\"", "sh",
            Environment.ProcessPath ?? "dotnet", .. Arguments(sandbox),
        ]);

    private static Process Start(string program, string[] arguments) =>
        Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })
        ?? throw new InvalidOperationException($"{program} did not start");

    private static async Task Main(string[] arguments)
    {
        var options = new ProcessDriverOptions
        {
            HostName = arguments[0],
            StateDirectory = arguments[1],
            Command = ["/bin/bash", "program"],
            Addresses = IPNetwork.Parse(arguments[3]),
            InterfacePrefix = arguments[4],
            FirstUser = uint.Parse(arguments[5], CultureInfo.InvariantCulture),
        };
        var hypervisor = await ProcessHypervisor.OpenAsync(
            options, NullLogger<ProcessHypervisor>.Instance, CancellationToken.None);
        var name = new VirtualMachineName("one");
        await hypervisor.CreateAsync(new VirtualMachineDefinition(name, arguments[2]), CancellationToken.None);
        await hypervisor.StartAsync(name, CancellationToken.None);
        Console.WriteLine("started");
        await new TaskCompletionSource().Task;
    }
}
