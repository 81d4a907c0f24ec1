using System.Collections.Immutable;
using Spare.Configuration.Reading;

namespace Spare.Configuration.Hosts;

/// <summary>Reads the section <c>hypervisor</c> of a host file, whose keys follow from its driver.</summary>
internal static class HypervisorSection
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromMinutes(1);

    private const int EmulationSlowdown = 6;

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
        return new LibvirtDriverSettings
        {
            StateDirectory = paths.Required(section, "state-directory"),
            Images = Images(section, paths),
            StartDeadline = section.Optional("start-deadline", Deadline, StartDeadline * slowdown),
            Slowdown = slowdown,
            Uri = section.Optional("uri", HostScalars.HypervisorUri, LibvirtDriverSettings.DefaultUri),
            Acceleration = acceleration,
            Memory = section.Optional("memory", Scalars.Size(64L << 20, 1L << 40), LibvirtDriverSettings.DefaultMemory),
            Processors = section.Optional("processors", Scalars.Integer(1, 64), 1),
            PassiveMemory = section.Optional(
                "passive-memory",
                Scalars.Choice(("keep", PassiveMemory.Keep), ("page-out", PassiveMemory.PageOut)), PassiveMemory.Keep),
        };
    }
}
