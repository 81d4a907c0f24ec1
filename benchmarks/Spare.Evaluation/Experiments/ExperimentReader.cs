using System.Collections.Immutable;
using Spare.Configuration.Reading;

namespace Spare.Evaluation.Experiments;

/// <summary>
/// Reads an experiment's file. Every mistake is reported with its line before anything is started; keys that mean nothing
/// to an experiment of that kind are mistakes as well.
/// </summary>
internal static class ExperimentReader
{
    private const int ClientsMaximum = 10_000;
    private const int ItemsMaximum = 20;

    private static readonly ScalarType<ExperimentKind> Kinds = Scalars.Choice(
        ("load", ExperimentKind.Load), ("no-op", ExperimentKind.NoOp), ("masking", ExperimentKind.Masking),
        ("fault", ExperimentKind.Fault), ("host-crash", ExperimentKind.HostCrash), ("recovery", ExperimentKind.Recovery));

    private static readonly ScalarType<DatabaseSize> Sizes = Scalars.Choice(
        ("small", DatabaseSize.Small), ("tiny", DatabaseSize.Tiny), ("large", DatabaseSize.Large));

    private static readonly ScalarType<bool> Drivers = Scalars.Choice(("process", false), ("libvirt", true));
    private static readonly ScalarType<bool> ThinkTimes = Scalars.Choice(("tpcw", true), ("none", false));

    public static Checked<Experiment> Load(string path) => ConfigurationText.Load(path, Read);

    /// <param name="text">The content.</param>
    /// <param name="fileName">For mistakes, and the experiment's name.</param>
    public static Checked<Experiment> Read(string text, string fileName) => ConfigurationText.Read(
        text, fileName, "the experiment", root => File(root, Path.GetFileNameWithoutExtension(fileName)));

    private static Experiment File(Section root, string name)
    {
        var kind = root.Required("experiment", Kinds);
        var experiment = new Experiment
        {
            Name = name,
            Kind = kind,
            Settings = root.RequiredScalars("settings", ItemsMaximum, Settings.Scalar),
            Rounds = root.Required("rounds", Scalars.Integer(1, 1000)),
        };
        CheckSettings(root, experiment);
        return kind switch
        {
            ExperimentKind.Load => WithLoad(root, Timed(root, experiment)),
            ExperimentKind.NoOp => Timed(root, experiment) with { Clients = Clients(root) },
            ExperimentKind.Masking => experiment with
            {
                WarmUp = WarmUp(root),
                Repetitions = root.Required("repetitions", Scalars.Integer(1, 10_000)),
            },
            _ => Timed(root, experiment) with { Rate = root.Required("rate", Scalars.Integer(10, 2000)) },
        };
    }

    private static Experiment Timed(Section root, Experiment experiment) => experiment with
    {
        WarmUp = WarmUp(root),
        Duration = root.Required("duration", Scalars.Duration(TimeSpan.FromSeconds(1), TimeSpan.FromHours(24))),
    };

    private static TimeSpan WarmUp(Section root) =>
        root.Optional("warm-up", Scalars.Duration(TimeSpan.Zero, TimeSpan.FromHours(1)), TimeSpan.Zero);

    private static Experiment WithLoad(Section root, Experiment experiment) => experiment with
    {
        Machines = root.Optional("driver", Drivers, otherwise: false),
        Database = root.Required("database", Sizes),
        Clients = Clients(root),
        Thinks = root.Required("think-time", ThinkTimes),
        WriteShares = root.Has("write-share")
            ? [.. Numbers(root, "write-share", Scalars.Integer(0, 100)).Select(share => (int?)share)]
            : [null],
        Faults = root.Optional("faults", Scalars.Integer(1, 3), 1),
    };

    private static ImmutableArray<int> Clients(Section root) =>
        Numbers(root, "clients", Scalars.Integer(1, ClientsMaximum));

    /// <summary>Each is measured by itself, and its records are called by it.</summary>
    private static ImmutableArray<int> Numbers(Section root, string key, ScalarType<int> type)
    {
        var numbers = root.RequiredScalars(key, ItemsMaximum, type);
        if (numbers.Distinct().Count() < numbers.Length)
        {
            root.Mistake(root.PositionOf(key), $"'{key}' has a number twice");
        }

        return numbers;
    }

    /// <summary>Masking and recovery are what one setting alone does.</summary>
    private static void CheckSettings(Section root, Experiment experiment)
    {
        var position = root.PositionOf("settings");
        if (experiment.Settings.Distinct().Count() < experiment.Settings.Length)
        {
            root.Mistake(position, "'settings' has a setting twice");
        }

        var known = experiment.Kind switch
        {
            ExperimentKind.Load => Enum.GetValues<Setting>(),
            ExperimentKind.NoOp => [Setting.Forward, Setting.Spare],
            _ => [Setting.Spare],
        };
        foreach (var other in experiment.Settings.Except(known))
        {
            root.Mistake(position, $"'settings' names '{other.Word()}', which an experiment of this kind does not have");
        }
    }
}
