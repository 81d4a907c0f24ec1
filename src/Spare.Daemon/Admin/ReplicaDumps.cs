using System.IO.Pipelines;
using System.Text;
using Spare.Protocol.Admin;
using Spare.Replicas;

namespace Spare.Daemon.Admin;

/// <summary>The canonical dumps of this host's replicas, by the names that operators use.</summary>
internal sealed class ReplicaDumps(LocalReplicas replicas)
{
    /// <summary>An id such as <c>h1-r2</c>, or <c>active</c> or <c>passive</c>.</summary>
    public ReplicaView? Find(string name) => replicas.Describe().FirstOrDefault(view =>
        view.Id.ToString() == name || name == (view.IsActive ? "active" : "passive"));

    public async Task<DumpDigest> DigestAsync(ReplicaView replica, CancellationToken cancellation)
    {
        var bytes = 0L;
        var digest = await replicas.DumpAsync(
            replica.Id, lines => bytes += Encoding.UTF8.GetByteCount(lines), cancellation);
        return new DumpDigest(replica.Id, replica.Update, digest, bytes);
    }

    public async Task WriteAsync(ReplicaView replica, PipeWriter destination, CancellationToken cancellation)
    {
        await replicas.DumpAsync(
            replica.Id,
            lines =>
            {
                Encoding.UTF8.GetBytes(lines, destination);
                destination.FlushAsync(cancellation).AsTask().GetAwaiter().GetResult();
            },
            cancellation);
    }
}
