using Spare.Commands;
using Spare.Lab;
using Spare.Protocol.Admin;

namespace Spare.EndToEnd.Tests;

/// <summary>Compares the databases of a lab's replicas.</summary>
internal static class LabDumps
{
    /// <summary>The digests of all replicas' databases, after every agreed update was brought to the passive ones.</summary>
    public static async Task<IReadOnlyList<DumpDigest>> FlushedDumpsAsync(this RunningLab lab)
    {
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
    /// Every host has one active and one passive replica in the end, and all their databases are equal: a replica that
    /// helped is put back, and one that hung catches up, after the last client has its answer.
    /// </summary>
    public static Task DatabasesBecomeEqualAsync(this RunningLab lab) => Eventually.HoldsAsync(async () =>
    {
        try
        {
            var dumps = await lab.FlushedDumpsAsync();
            return dumps.Count == 2 * lab.Hosts.Length && dumps.Select(dump => dump.Digest).Distinct().Count() == 1;
        }
        catch (AdminException)
        {
            return false; // A replica came or went meanwhile.
        }
    });
}
