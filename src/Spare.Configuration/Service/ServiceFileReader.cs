using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Spare.Configuration.Reading;
using Spare.Configuration.Service.Sections;

namespace Spare.Configuration.Service;

/// <summary>
/// Reads a service file: the whole of it is checked before anything is refused, and every mistake is reported with its
/// line. docs/services.md teaches the format.
/// </summary>
public static partial class ServiceFileReader
{
    /// <summary>Where the agent listens inside a replica; no service may.</summary>
    public const int AgentPort = 7000;

    public const int ReadInstanceMaximum = 16;
    public const int TickMaximum = 32;

    private const int PortMaximum = 65535;

    private static readonly ScalarType<int> Port = Scalars.Integer(1024, PortMaximum);

    /// <summary>Reads the file at a path; that it cannot be read is a mistake too.</summary>
    public static Checked<ServiceFile> Load(string path) => ConfigurationText.Load(path, Read);

    /// <param name="text">The content.</param>
    /// <param name="fileName">For mistakes; its directory is <c>${service.directory}</c>.</param>
    public static Checked<ServiceFile> Read(string text, string fileName) =>
        ConfigurationText.Read(text, fileName, "the service file", root => File(root, fileName));

    private static ServiceFile File(Section root, string fileName)
    {
        var instances = Instances(root);
        return new ServiceFile
        {
            Name = root.Required("service", Scalars.Matching(
                NamePattern(), "lower-case letters, digits and dashes, at most 40, beginning with a letter")),
            Directory = ConfigurationText.DirectoryOf(fileName),
            Start = new CommandReader(root).Start(),
            Instances = instances,
            Health = Health(root),
            Database = DatabaseReader.Read(root),
            Routes = new RouteReader(root).Read(),
            Ticks = Ticks(root),
            Volatile = VolatileReader.Read(root),
            OnWaking = Waking(root),
            Clock = Clock(root, instances),
        };
    }

    private static InstancePorts Instances(Section root)
    {
        var writer = root.RequiredSection("write-instance");
        var write = writer.Required("port", Port);
        ReportAgentPort(writer, [write]);
        if (!root.Has("read-instances"))
        {
            return new InstancePorts(write, 0, 0);
        }

        var readers = root.RequiredSection("read-instances");
        var count = readers.Required("count", Scalars.Integer(0, ReadInstanceMaximum));
        var first = count == 0 ? readers.Optional("port", Port, 0) : readers.Required("port", Port);
        var ports = new InstancePorts(write, first, count);
        ReportAgentPort(readers, ports.Reads);
        if (readers.Has("port") && count > 0 && (ports.Reads.Contains(write) || ports.Reads[^1] > PortMaximum))
        {
            readers.Mistake(
                readers.PositionOf("port"),
                $"the read-only instances take the ports {first} to {ports.Reads[^1]}; "
                    + (ports.Reads.Contains(write) ? $"{write} is the write instance's" : $"{PortMaximum} is the last"));
        }

        return ports;
    }

    private static void ReportAgentPort(Section section, ImmutableArray<int> ports)
    {
        if (section.Has("port") && ports.Contains(AgentPort))
        {
            section.Mistake(section.PositionOf("port"), $"port {AgentPort} belongs to the agent; choose others");
        }
    }

    private static HealthCheck Health(Section root)
    {
        var section = root.OptionalSection("health");
        return new HealthCheck(
            section.Optional("path", Paths.Target, "/"),
            section.Optional("deadline", Scalars.Duration(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10)), TimeSpan.FromSeconds(30)));
    }

    private static ImmutableArray<Tick> Ticks(Section root)
    {
        var ticks = ImmutableArray.CreateBuilder<Tick>();
        foreach (var item in root.Items("ticks", TickMaximum))
        {
            var section = root.Child(item, $"tick {ticks.Count + 1}");
            ticks.Add(new Tick(
                section.Required("name", Scalars.Matching(
                    NamePattern(), "lower-case letters, digits and dashes, at most 40, beginning with a letter")),
                section.Required("interval", Scalars.Duration(TimeSpan.FromSeconds(1), TimeSpan.FromDays(1))),
                section.Required("path", Paths.Target)));
            if (ticks.Take(ticks.Count - 1).Any(tick => tick.Name.Length > 0 && tick.Name == ticks[^1].Name))
            {
                section.Mistake(section.PositionOf("name"), $"a second tick of the name '{ticks[^1].Name}'");
            }
        }

        return ticks.ToImmutable();
    }

    private static OnWaking Waking(Section root)
    {
        if (root.Take("on-waking") is Node.Mapping)
        {
            return new OnWaking.Request(root.RequiredSection("on-waking").Required("request", Paths.Target));
        }

        return root.Optional(
            "on-waking",
            Scalars.ChoiceOr<OnWaking>(
                "{request: /path}", ("nothing", new OnWaking.Nothing()), ("restart", new OnWaking.Restart())),
            new OnWaking.Nothing());
    }

    private static ServiceClock Clock(Section root, InstancePorts instances)
    {
        var clock = root.Optional(
            "clock", Scalars.Choice(("header", ServiceClock.Header), ("agreed", ServiceClock.Agreed)), ServiceClock.Header);
        if (clock == ServiceClock.Agreed && instances.ReadCount > 0)
        {
            root.Mistake(
                root.PositionOf("clock"),
                "'clock: agreed' sets one clock for one request at a time; set 'count' of 'read-instances' to 0");
        }

        return clock;
    }

    [GeneratedRegex(@"^[a-z][a-z0-9-]{0,39}\z", RegexOptions.CultureInvariant)]
    private static partial Regex NamePattern();
}
