using System.Collections.Immutable;
using Spare.Evaluation.Experiments;

namespace Spare.Evaluation.Testbeds;

/// <summary>
/// Hosts of a laboratory, on which its own commands bring up a setting: what is measured instead of a lab of network
/// namespaces on one machine. benchmarks/README.md explains the keys of its file.
/// </summary>
/// <param name="Directory">Of its file: there the commands are run.</param>
/// <param name="Start">For the shell: brings a setting up with a fresh copy of the database, and ends.</param>
/// <param name="Stop">For the shell: the opposite, also when it did not come up.</param>
/// <param name="StartDeadline">For each of the two, and then for all hosts to answer.</param>
internal sealed record Testbed(string Name, string Directory, string Start, string Stop, TimeSpan StartDeadline)
{
    public required ImmutableArray<TestbedHost> Hosts { get; init; }

    /// <summary>For the shell: has the last host lose its power, as it is when 'start' brings it up again; null: nothing can.</summary>
    public string? LoseHost { get; init; }

    /// <summary>Null: there is none, or it is not to be measured.</summary>
    public TestbedHost? Witness { get; init; }

    /// <summary>Why this experiment cannot be made with these hosts; null: it can.</summary>
    public string? Objection(Experiment experiment)
    {
        var hosts = experiment.Settings.Max(setting => setting.Hosts(experiment.Faults));
        return experiment.Kind == ExperimentKind.NoOp
            ? $"'{experiment.Name}' has the service that does nothing, which is measured in a lab alone"
            : experiment.Kind == ExperimentKind.HostCrash && LoseHost is null
            ? $"'{experiment.Name}' needs the testbed's 'lose-host'"
            : hosts > Hosts.Length
                ? $"'{experiment.Name}' needs {hosts} hosts, and the testbed has {Hosts.Length}"
                : null;
    }
}

/// <summary>One host of a testbed.</summary>
/// <param name="Url">Of the auction site there, the root of its pages.</param>
/// <param name="Reach">What runs a command on the host, before the command's words; empty: it is this machine.</param>
/// <param name="Interface">By which clients and other hosts reach it.</param>
/// <param name="Bench">What runs this program there.</param>
/// <param name="Socket">Of the daemon there.</param>
internal sealed record TestbedHost(
    Uri Url, ImmutableArray<string> Reach, string Interface, ImmutableArray<string> Bench, string Socket);
