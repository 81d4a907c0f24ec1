using Spare.Protocol.Admin;

namespace Spare.Lab.Watching;

/// <summary>Whether hosts are as they were when they began to serve.</summary>
internal static class Layout
{
    /// <summary>
    /// What is missing until every host serves, with all others, with one active replica, one passive one and no other;
    /// null: nothing is.
    /// </summary>
    public static async Task<string?> MissingAsync(IEnumerable<IWatchedHost> hosts, CancellationToken cancellation)
    {
        foreach (var host in hosts)
        {
            if (MissingOf(await host.Admin.TryStatusAsync(cancellation)) is { } missing)
            {
                return $"host {host.Number} {missing}";
            }
        }

        return null;
    }

    private static string? MissingOf(HostStatus? status) => status switch
    {
        null => "does not answer",
        { State: not ServingState.Serving } => $"is {InWords(status.State)}: {status.Reason}",
        _ when status.Members.Any(member => member.State != MemberState.Serving) =>
            "misses " + string.Join(", ", status.Members.Where(member => member.State != MemberState.Serving)
                .Select(member => member.Name)),
        _ when !status.Replicas.Select(replica => replica.Role).SequenceEqual([ReplicaRole.Active, ReplicaRole.Passive]) =>
            status.Replicas.Length == 0 ? "has no replica" : "has " + string.Join(", ", status.Replicas.Select(
                replica => $"{InWords(replica.Role)} {replica.Replica}")),
        _ => null,
    };

    private static string InWords(Enum value) => value.ToString().ToLowerInvariant();
}
