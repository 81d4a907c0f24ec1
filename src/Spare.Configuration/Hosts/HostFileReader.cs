using System.Collections.Immutable;
using Spare.Configuration.Reading;
using Spare.Protocol;

namespace Spare.Configuration.Hosts;

/// <summary>
/// Reads a host file: the whole of it is checked before anything is refused, and every mistake is reported with its
/// line. docs/operations.md lists the keys.
/// </summary>
public static class HostFileReader
{
    public const int HostMaximum = (2 * FaultThreshold.Maximum) + 1;
    public const int ListenMaximum = 8;

    private static readonly string[] AboutPassiveReplicas = ["updates", "recovery-period", "awake-maximum"];
    private static readonly ScalarType<int> Port = Scalars.Integer(1, 65535);

    /// <summary>Reads the file at a path; that it cannot be read is a mistake too.</summary>
    public static Checked<HostFile> Load(string path) => ConfigurationText.Load(path, Read);

    /// <param name="text">The content.</param>
    /// <param name="fileName">For mistakes; relative paths are taken from its directory.</param>
    public static Checked<HostFile> Read(string text, string fileName) => ConfigurationText.Read(
        text, fileName, "the host file", root => File(root, new HostPaths(ConfigurationText.DirectoryOf(fileName))));

    private static HostFile File(Section root, HostPaths paths)
    {
        var faults = root.Required("faults", Scalars.Integer(1, FaultThreshold.Maximum));
        var threshold = new FaultThreshold(faults, root.Optional("mode", HostScalars.Mode, ReplicationMode.Spare));
        var hosts = Hosts(root, threshold);
        RefuseWhatTheModeLacks(root, threshold);
        return new HostFile
        {
            Hosts = hosts,
            Self = Self(root, hosts),
            Threshold = threshold,
            Group = root.Required("group", HostScalars.Name),
            CrashDetection = root.Optional("crash-detection", HostScalars.CrashDetection, CrashDetection.Quorum),
            Listen = root.RequiredScalars("listen", ListenMaximum, HostScalars.Listen),
            Tls = root.Has("tls") ? paths.Certificate(root.RequiredSection("tls")) : null,
            Peers = Peers(root, paths),
            ServicePath = paths.Required(root, "service"),
            Hypervisor = HypervisorSection.Read(root.RequiredSection("hypervisor"), paths),
            Updates = Updates(root),
            Journal = Journal(root, paths, threshold),
            Limits = Limits(root),
            AdminSocket = paths.Required(root.RequiredSection("admin"), "socket"),
            TimeStampTolerance = root.Optional(
                "time-stamp-tolerance", Scalars.Duration(TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(1)), TimeSpan.FromSeconds(2)),
            RecoveryPeriod = root.Has("recovery-period")
                ? root.Required("recovery-period", Scalars.Duration(TimeSpan.FromMinutes(1), TimeSpan.FromHours(24)))
                : null,
            AwakeMaximum = root.Optional(
                "awake-maximum", Scalars.Duration(TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)), TimeSpan.FromMinutes(1)),
            SilenceMaximum = root.Optional(
                "silence-maximum", Scalars.Duration(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1)), TimeSpan.FromSeconds(10)),
            AllowsFaultInjection = root.Optional(
                "fault-injection", Scalars.Choice(("refused", false), ("allowed", true)), false),
        };
    }

    private static ImmutableArray<HostEntry> Hosts(Section root, FaultThreshold threshold)
    {
        var hosts = new List<(HostEntry Entry, Section Section)>();
        foreach (var item in root.Items("hosts", HostMaximum))
        {
            var section = root.Child(item, $"host {hosts.Count + 1}");
            var entry = new HostEntry(
                section.Required("id", Scalars.Integer(1, int.MaxValue).Select(id => new HostId((uint)id))),
                section.Required("name", HostScalars.Name),
                section.Required("address", Scalars.Address()),
                section.Required("peer-port", Port));
            foreach (var (earlier, _) in hosts)
            {
                ReportTwin(section, earlier, entry);
            }

            hosts.Add((entry, section));
        }

        if (root.IsExactly("faults", $"{threshold.Faults}") && hosts.Count != threshold.Hosts)
        {
            var mode = root.Has("mode") ? $" in 'mode: {threshold.Mode.Name()}'" : string.Empty;
            root.Mistake(
                root.PositionOf("hosts"),
                $"'faults: {threshold.Faults}'{mode} needs exactly {threshold.Hosts} hosts; there are {hosts.Count}");
        }

        return [.. hosts.Select(host => host.Entry).OrderBy(host => host.Id)];
    }

    private static void RefuseWhatTheModeLacks(Section root, FaultThreshold threshold)
    {
        if (threshold.HasPassiveReplicas)
        {
            return;
        }

        foreach (var key in AboutPassiveReplicas.Where(root.Has))
        {
            root.Mistake(
                root.PositionOf(key),
                $"'{key}' is about passive replicas, and there are none in 'mode: {threshold.Mode.Name()}': leave it out");
        }
    }

    private static void ReportTwin(Section section, HostEntry earlier, HostEntry entry)
    {
        if (section.Has("id") && earlier.Id == entry.Id)
        {
            section.Mistake(section.PositionOf("id"), $"a second host of the id {entry.Id.Value}");
        }

        if (entry.Name.Length > 0 && earlier.Name == entry.Name)
        {
            section.Mistake(section.PositionOf("name"), $"a second host of the name '{entry.Name}'");
        }

        if (section.Has("address") && earlier.Address.Equals(entry.Address) && earlier.PeerPort == entry.PeerPort)
        {
            section.Mistake(section.PositionOf("address"), $"a second host at {entry.Address} port {entry.PeerPort}");
        }
    }

    private static HostEntry Self(Section root, ImmutableArray<HostEntry> hosts)
    {
        var id = root.Required("host", Scalars.Integer(1, int.MaxValue).Select(value => new HostId((uint)value)));
        var self = hosts.FirstOrDefault(host => host.Id == id);
        if (self is null && root.Has("host"))
        {
            root.Mistake(root.PositionOf("host"), $"host {id.Value} is not among the hosts");
        }

        return self ?? new HostEntry(id, string.Empty, System.Net.IPAddress.None, 0);
    }

    private static PeerCertificates Peers(Section root, HostPaths paths)
    {
        var section = root.RequiredSection("peers");
        return new PeerCertificates(paths.Required(section, "authority"), paths.Certificate(section));
    }

    private static UpdateSettings Updates(Section root)
    {
        var section = root.OptionalSection("updates");
        return new UpdateSettings(
            section.Optional("every", Scalars.Integer(1, 100_000), UpdateSettings.Default.Every),
            section.Optional(
                "after", Scalars.Duration(TimeSpan.FromMilliseconds(10), TimeSpan.FromHours(1)), UpdateSettings.Default.After));
    }

    private static JournalSettings Journal(Section root, HostPaths paths, FaultThreshold threshold)
    {
        var section = root.RequiredSection("journal");
        var directory = paths.Required(section, "directory");
        if (section.Has("sync") && !threshold.HasPassiveReplicas)
        {
            section.Mistake(
                section.PositionOf("sync"), $"nothing is journaled in 'mode: {threshold.Mode.Name()}': leave 'sync' out");
        }

        if (section.Take("sync") is Node.Mapping)
        {
            return new JournalSettings(directory, section.RequiredSection("sync").Required(
                "interval", Scalars.Duration(TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(1))));
        }

        section.Optional("sync", Scalars.ChoiceOr("{interval: 100ms}", ("before-reply", true)), true);
        return new JournalSettings(directory, null);
    }

    private static LimitSettings Limits(Section root)
    {
        var section = root.OptionalSection("limits");
        return new LimitSettings(
            section.Optional("requests-in-flight", Scalars.Integer(1, 100_000), LimitSettings.Default.RequestsInFlight),
            section.Optional("buffer-budget", Scalars.Size(16L << 20, 64L << 30), LimitSettings.Default.BufferBudget),
            section.Optional("connections", Scalars.Integer(1, 100_000), LimitSettings.Default.Connections));
    }
}
