using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Spare.Lab.Machines;
using Spare.Lab.Networks;
using Spare.Protocol;

namespace Spare.Lab.Running;

/// <summary>Options that several commands have.</summary>
internal static class LabCommandOptions
{
    private const string Processes = "process";
    private const string Machines = "libvirt";

    /// <param name="usual">The name when none is given.</param>
    public static Option<string> Name(Func<ArgumentResult, string> usual)
    {
        var name = new Option<string>("--name")
        {
            Description = $"Prefix of everything that is made, {LabName.FormInWords}; labs of different names can run at the same time",
            HelpName = "NAME",
            DefaultValueFactory = usual,
        };
        name.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !LabName.IsValid(token.Value))
            {
                result.AddError($"'--name {token.Value}' is not {LabName.FormInWords}");
            }
        });
        return name;
    }

    /// <summary>Checked when the other options are known, which some keys depend on.</summary>
    public static Option<string[]> Set() => new("--set")
    {
        Description = "A key of all host files (docs/operations.md) with its value, one in a section with a dot; as often as needed",
        HelpName = "'KEY: VALUE'",
    };

    public static Option<HypervisorDriver> Hypervisor()
    {
        var driver = new Option<HypervisorDriver>("--hypervisor")
        {
            Description = "What replicas are: groups of processes, or virtual machines of QEMU (process is the default)",
            HelpName = $"{Processes}|{Machines}",
        };
        driver.AcceptOnlyFromAmong(Processes, Machines);
        return driver;
    }

    public static Option<ReplicationMode> Mode()
    {
        var mode = new Option<ReplicationMode>("--mode")
        {
            Description = "What is replicated and how, to compare: Spare, crashes alone without votes, or votes of active replicas alone",
            HelpName = "spare|crash|appbft",
        };
        mode.AcceptOnlyFromAmong([.. Enum.GetValues<ReplicationMode>().Select(one => one.Name())]);
        return mode;
    }

    public static Option<DirectoryInfo?> Logs() => new("--logs")
    {
        Description = "Where the logs of all hosts are kept when something fails", HelpName = "DIRECTORY",
    };

    /// <param name="meaning">Stands for the number in the help: <c>PORT</c>.</param>
    public static Option<int> Number(string name, string meaning, string description, int usual, int maximum)
    {
        var option = new Option<int>(name)
        {
            Description = description, HelpName = meaning, DefaultValueFactory = _ => usual,
        };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !IsWithin(token.Value, maximum))
            {
                result.AddError($"'{name} {token.Value}' is not a number from 1 to {maximum}");
            }
        });
        return option;
    }

    private static bool IsWithin(string text, int maximum) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && number >= 1 && number <= maximum;
}
