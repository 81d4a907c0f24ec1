using Spare.Protocol;

namespace Spare.Lab.Watching;

/// <summary>Compares the databases of all replicas of a lab that is whole and has no requests in hand.</summary>
internal static class Databases
{
    /// <summary>How many there are; throws <see cref="LabException"/> when they are not equal.</summary>
    public static async Task<int> AreEqualAsync(RunningLab lab, CancellationToken cancellation)
    {
        foreach (var host in lab.Hosts)
        {
            await host.Admin.FlushAsync(cancellation);
        }

        var dumps = new List<(ReplicaId Replica, Digest Digest)>();
        foreach (var host in lab.Hosts)
        {
            foreach (var replica in (await host.Admin.StatusAsync(cancellation)).Replicas)
            {
                var dump = await host.Admin.DumpDigestAsync($"{replica.Replica}", cancellation);
                dumps.Add((replica.Replica, dump.Digest));
            }
        }

        return dumps.Select(dump => dump.Digest).Distinct().Count() == 1
            ? dumps.Count
            : throw new LabException($"The databases differ: {string.Join(", ", dumps.Select(dump => $"{dump.Replica} {dump.Digest}"))}.");
    }
}
