using System.Globalization;
using Spare.Protocol;
using Spare.Protocol.Admin;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Spare.Commands;

/// <summary>Hosts and their replicas, as tables for people.</summary>
public static class StatusTables
{
    public static IRenderable Hosts(IEnumerable<HostStatus> hosts)
    {
        var table = NewTable(
            "Host", "State", "Members", "Delivered", "Decided", "Update", "Buffered", "In flight", "Answered", "Refused",
            "Front ends");
        foreach (var host in hosts)
        {
            table.AddRow(
                Plain(host.Name == $"{host.Host}" ? host.Name : $"{host.Name} ({host.Host})"),
                State(host),
                Plain($"{host.Members.Count(member => member.State != MemberState.Absent)} of {host.Members.Length}, {host.Epoch}"),
                Number(host.Order.Delivered.Value),
                Number(host.Order.Decided.Value),
                Number(host.Order.Update.Value),
                Number((ulong)host.Order.Buffered),
                Number((ulong)host.Counters.InFlight),
                Number((ulong)host.Counters.Answered),
                Number((ulong)host.Counters.Refused),
                Plain(string.Join(' ', host.FrontEnds)));
        }

        return table;
    }

    /// <summary>
    /// What does not fit into a column: why hosts do not serve, and what operators had them do that does not pass by itself.
    /// </summary>
    public static IEnumerable<string> Remarks(IEnumerable<HostStatus> hosts)
    {
        foreach (var host in hosts)
        {
            if (host.Reason is { } reason)
            {
                yield return $"{host.Host} is {Lower(host.State)}: {reason}";
            }

            if (host.Draining)
            {
                yield return $"{host.Host} is drained: it takes no requests of clients. 'spare drain {host.Host} --undo' ends that.";
            }

            if (host.AutomationPaused)
            {
                yield return $"Automation of {host.Host} is paused. 'spare automation resume --host {host.Host}' ends that.";
            }
        }
    }

    public static IRenderable Replicas(IEnumerable<HostStatus> hosts)
    {
        var all = hosts.SelectMany(host => host.Replicas.Select(replica => (host, replica))).ToList();
        string[] image = all.Any(one => one.replica.Image is not null) ? ["Image"] : [];
        var table = NewTable(["Replica", "Host", "Role", "State", "Update", "Memory", "Address", .. image]);
        foreach (var (host, replica) in all)
        {
            table.AddRow(
            [
                Plain($"{replica.Replica}"),
                Plain(host.Name),
                Plain(Lower(replica.Role)),
                State(replica),
                Number(replica.Update.Value),
                Plain(replica.Memory is { } memory ? $"{memory / 1_000_000} MB" : ""),
                Plain(replica.Address ?? ""),
                .. image.Select(_ => Plain(replica.Image ?? "")),
            ]);
        }

        return table;
    }

    private static Table NewTable(params string[] columns)
    {
        var table = new Table().Border(TableBorder.Rounded);
        foreach (var column in columns)
        {
            table.AddColumn(new TableColumn(new Text(column, new Style(decoration: Decoration.Bold))).NoWrap());
        }

        return table;
    }

    private static Text State(HostStatus host) => new(
        StateOf(host),
        new Style(host is { State: ServingState.Serving, Draining: false } ? Color.Green : Color.Yellow));

    private static string StateOf(HostStatus host)
    {
        var state = host.Mode == ReplicationMode.Spare.Name() ? Lower(host.State) : $"{Lower(host.State)} in mode {host.Mode}";
        return host.Draining ? $"{state}, drained" : state;
    }

    private static Text State(ReplicaStatus replica) => new(
        replica.Detail is { } detail ? $"{Lower(replica.State)}: {detail}"
        : replica.Late > 0 ? $"{Lower(replica.State)}, late {replica.Late}x"
        : Lower(replica.State),
        new Style(replica.State == ReplicaState.Failed ? Color.Red : Color.Default));

    private static string Lower<TEnum>(TEnum value)
        where TEnum : struct, Enum => value.ToString().ToLowerInvariant();

    private static Text Plain(string text) => new(text);

    private static Text Number(ulong number) => new(number.ToString(CultureInfo.InvariantCulture));
}
