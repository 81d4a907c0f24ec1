using Spare.Lab;
using Spare.Protocol.Admin;

namespace Spare.EndToEnd.Tests;

/// <summary>Looks at a lab's replicas, and compares their databases.</summary>
internal static class LabReplicas
{
    /// <summary>
    /// A replica that was woken again and again stays awake for up to a minute before the host is whole again.
    /// </summary>
    private static readonly TimeSpan WholePatience = TimeSpan.FromSeconds(100);

    /// <summary>Waits until every host has one active replica, one passive one, and no other.</summary>
    public static Task BecomesWholeAsync(this RunningLab lab) => Eventually.HoldsAsync(
        async () =>
        {
            var hosts = await Task.WhenAll(lab.Hosts.Select(host => host.Admin.StatusAsync(CancellationToken.None)));
            return hosts.All(host => host.Replicas.Select(replica => replica.Role)
                .SequenceEqual([ReplicaRole.Active, ReplicaRole.Passive]));
        },
        WholePatience);

    /// <summary>The host's active replica; null while it is being made.</summary>
    public static async Task<ReplicaStatus?> ActiveAsync(this LabHost host) =>
        (await host.Admin.StatusAsync(CancellationToken.None)).Replicas
            .FirstOrDefault(replica => replica.Role == ReplicaRole.Active);

    /// <summary>The digests of all replicas' databases, after every agreed update was brought to the passive ones.</summary>
    public static async Task<IReadOnlyList<DumpDigest>> FlushedDumpsAsync(this RunningLab lab)
    {
        await lab.BecomesWholeAsync();
        foreach (var host in lab.Hosts)
        {
            await host.Admin.FlushAsync(CancellationToken.None);
        }

        var dumps = new List<DumpDigest>();
        foreach (var host in lab.Hosts)
        {
            foreach (var replica in (await host.Admin.StatusAsync(CancellationToken.None)).Replicas)
            {
                dumps.Add(await host.Admin.DumpDigestAsync($"{replica.Replica}", CancellationToken.None));
            }
        }

        return dumps;
    }

    /// <summary>
    /// All replicas' databases are equal, once the layout is whole and the passive ones are up to date. One that hung may
    /// have to execute what the others have answered: nobody writes any more, so it gets there, or never.
    /// </summary>
    public static async Task DatabasesAreEqualAsync(this RunningLab lab)
    {
        IReadOnlyList<DumpDigest> dumps = [];
        try
        {
            await Eventually.HoldsAsync(async () =>
            {
                dumps = await lab.FlushedDumpsAsync();
                return dumps.Count == 2 * lab.Hosts.Length && dumps.DistinctBy(dump => dump.Digest).Count() == 1;
            });
        }
        catch (Xunit.Sdk.XunitException)
        {
            Assert.Fail($"The databases differ: {string.Join(", ", dumps)}");
        }
    }
}
