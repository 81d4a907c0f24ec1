using System.Collections.Immutable;
using Spare.Protocol;
using Spare.Protocol.Http;
using Spare.Protocol.Wire;

namespace Spare.Configuration.Service;

/// <summary>
/// The canonical form of a service file, of which the digest is taken: comments, order of keys and spelling of
/// durations do not count; everything that a replica or a manager acts on does.
/// </summary>
internal static class ServiceFileDigest
{
    /// <summary>Raised when the canonical form changes, so that two versions of Spare do not think they agree.</summary>
    private const byte Version = 1;

    public static Digest Of(ServiceFile file)
    {
        var writer = new WireWriter();
        writer.Byte(Version);
        writer.Text(file.Name);
        Start(writer, file.Start);
        writer.UInt32((uint)file.Instances.Write);
        List(writer, file.Instances.Reads, static (to, port) => to.UInt32((uint)port));
        writer.Text(file.Health.Path);
        writer.Int64(file.Health.StartDeadline.Ticks);
        Database(writer, file.Database);
        List(writer, file.Routes.Declared, Route);
        Route(writer, file.Routes.Undeclared);
        List(writer, file.Ticks, Tick);
        List(writer, file.Volatile.Canonical, static (to, rule) => to.Text(rule));
        writer.Text(file.OnWaking.ToString());
        writer.Byte((byte)file.Clock);
        return Digest.Of(writer.Written);
    }

    private static void Start(WireWriter writer, StartCommand start)
    {
        List(writer, start.Arguments, static (to, argument) => to.Text(argument));
        Texts(writer, start.Environment);
        writer.Text(start.Directory);
    }

    private static void Database(WireWriter writer, ServiceDatabase database)
    {
        writer.Text(database.Name);
        writer.Text(database.Owner);
        List(writer, database.Setup, static (to, command) =>
            List(to, command, static (inner, argument) => inner.Text(argument)));
        Texts(writer, database.Settings);
    }

    private static void Route(WireWriter writer, Route route)
    {
        writer.Text(route.Path.ToString());
        List(writer, route.Methods, static (to, method) => to.Text(method));
        writer.Byte((byte)route.Class);
        writer.Int64(route.Limits.Deadline.Ticks);
        writer.Int64(route.Limits.RequestBody);
        writer.Int64(route.Limits.ReplyBody);
    }

    private static void Tick(WireWriter writer, Tick tick)
    {
        writer.Text(tick.Name);
        writer.Int64(tick.Interval.Ticks);
        writer.Text(tick.Target);
    }

    private static void Texts(WireWriter writer, ImmutableSortedDictionary<string, string> texts) =>
        List(writer, [.. texts], static (to, text) =>
        {
            to.Text(text.Key);
            to.Text(text.Value);
        });

    private static void List<T>(WireWriter writer, ImmutableArray<T> items, Action<WireWriter, T> write)
    {
        writer.UInt32((uint)items.Length);
        foreach (var item in items)
        {
            write(writer, item);
        }
    }
}
