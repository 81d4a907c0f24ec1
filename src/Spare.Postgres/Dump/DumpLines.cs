using System.Security.Cryptography;
using System.Text;
using Spare.Protocol;

namespace Spare.Postgres.Dump;

/// <summary>Digests lines as they pass.</summary>
internal sealed class DumpLines(Func<string, CancellationToken, ValueTask>? take) : IDisposable
{
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private byte[] bytes = new byte[4096];
    private ulong count;

    public async ValueTask AddAsync(string line, CancellationToken cancellation)
    {
        Hash(line);
        count++;
        if (take is not null)
        {
            await take(line, cancellation).ConfigureAwait(false);
        }
    }

    public DumpSummary Summary() => new(Digest.Parse(hash.GetHashAndReset()), count);

    public void Dispose() => hash.Dispose();

    private void Hash(string line)
    {
        var size = Encoding.UTF8.GetMaxByteCount(line.Length) + 1;
        if (bytes.Length < size)
        {
            bytes = new byte[size];
        }

        var written = Encoding.UTF8.GetBytes(line, bytes);
        bytes[written] = (byte)'\n';
        hash.AppendData(bytes, 0, written + 1);
    }
}
