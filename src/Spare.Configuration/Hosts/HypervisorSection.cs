using System.Collections.Immutable;
using Spare.Configuration.Reading;

namespace Spare.Configuration.Hosts;

/// <summary>Reads the section <c>hypervisor</c> of a host file, whose keys follow from its driver.</summary>
internal static class HypervisorSection
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromMinutes(1);

    private const int EmulationSlowdown = 6;
    private const int BridgesMaximum = 64;

    /// <summary>An active replica, a passive one, the next one that is being made, and one that is being destroyed.</summary>
    private const int BridgesMinimum = 4;

    private static readonly ScalarType<TimeSpan> Deadline = Scalars.Duration(TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));

    private enum Driver
    {
        Process,
        Libvirt,
    }

    public static HypervisorSettings Read(Section section, HostPaths paths) =>
        section.Required("driver", Scalars.Choice(("process", Driver.Process), ("libvirt", Driver.Libvirt))) == Driver.Libvirt
            ? Libvirt(section, paths)
            : Process(section, paths);

    private static ImmutableArray<string> Images(Section section, HostPaths paths) =>
        section.Has("images") ? paths.RequiredList(section, "images") : [paths.Required(section, "image")];

    private static ProcessDriverSettings Process(Section section, HostPaths paths) => new()
    {
        StateDirectory = paths.Required(section, "state-directory"),
        Images = Images(section, paths),
        StartDeadline = section.Optional("start-deadline", Deadline, StartDeadline),
        Agent = section.RequiredScalars("agent", 16, Scalars.Text()),
        Addresses = section.Required("addresses", HostScalars.Network),
        Users = section.Required("users", HostScalars.Users),
    };

    private static LibvirtDriverSettings Libvirt(Section section, HostPaths paths)
    {
        var acceleration = section.Optional(
            "acceleration",
            Scalars.Choice(("kvm", MachineAcceleration.Kvm), ("emulation", MachineAcceleration.Emulation)),
            MachineAcceleration.Kvm);
        var slowdown = section.Optional(
            "slowdown", Scalars.Integer(1, 100), acceleration == MachineAcceleration.Emulation ? EmulationSlowdown : 1);
        var bridges = Bridges(section);
        return new LibvirtDriverSettings
        {
            StateDirectory = paths.Required(section, "state-directory"),
            Images = Images(section, paths),
            StartDeadline = section.Optional("start-deadline", Deadline, StartDeadline * slowdown),
            Slowdown = slowdown,
            Uri = section.Optional(
                "uri", section.Has("bridges") ? HostScalars.HypervisorUri : HostScalars.LocalHypervisorUri,
                LibvirtDriverSettings.DefaultUri),
            Bridges = bridges,
            Acceleration = acceleration,
            Memory = section.Optional("memory", Scalars.Size(64L << 20, 1L << 40), LibvirtDriverSettings.DefaultMemory),
            Processors = section.Optional("processors", Scalars.Integer(1, 64), 1),
            PassiveMemory = Memory(section),
        };
    }

    private static PassiveMemory Memory(Section section)
    {
        var memory = section.Optional(
            "passive-memory",
            Scalars.Choice(("keep", PassiveMemory.Keep), ("page-out", PassiveMemory.PageOut)), PassiveMemory.Keep);
        if (memory == PassiveMemory.PageOut && section.Has("bridges"))
        {
            section.Mistake(
                section.PositionOf("passive-memory"),
                "'passive-memory: page-out' is for machines of this host: with 'bridges' leave it out");
        }

        return memory;
    }

    private static ImmutableArray<BridgeSettings> Bridges(Section section)
    {
        var bridges = new List<BridgeSettings>();
        foreach (var item in section.Items("bridges", BridgesMaximum))
        {
            var one = section.Child(item, $"bridge {bridges.Count + 1}");
            var bridge = new BridgeSettings(
                one.Required("bridge", HostScalars.Interface), one.Required("interface", HostScalars.Interface));
            if (one.Has("bridge") && one.Has("interface")
                && bridges.Any(other => other.Bridge == bridge.Bridge || other.Interface == bridge.Interface))
            {
                section.Mistake(
                    one.Position, $"{bridge.Bridge} with {bridge.Interface} is in 'bridges' twice: a machine is alone on its link");
            }

            bridges.Add(bridge);
        }

        if (section.Take("bridges") is Node.Sequence { Items.Length: < BridgesMinimum } few)
        {
            section.Mistake(
                few.Position, $"'bridges' must have at least {BridgesMinimum} items, one for each machine that there may be at a time");
        }

        return [.. bridges];
    }
}
