using System.Collections.Immutable;
using Spare.Protocol.Agents;
using Spare.Protocol.WriteSets;

namespace Spare.Replicas.Agents;

/// <summary>Cuts a run of updates into batches that fit one frame each.</summary>
internal static class UpdateBatches
{
    /// <summary>Room for a write set's length, and for what precedes the write sets.</summary>
    private const int Overhead = 16;

    public static IEnumerable<ImmutableArray<EncodedWriteSet>> Split(ImmutableArray<EncodedWriteSet> writeSets)
    {
        var batch = ImmutableArray.CreateBuilder<EncodedWriteSet>();
        long size = Overhead;
        foreach (var writeSet in writeSets)
        {
            var more = writeSet.Bytes.Length + Overhead;
            if (batch.Count == AgentProtocol.UpdatesMaximum || size + more > AgentProtocol.CommandMaximum)
            {
                yield return batch.DrainToImmutable();
                size = Overhead;
            }

            batch.Add(writeSet);
            size += more;
        }

        if (batch.Count > 0)
        {
            yield return batch.DrainToImmutable();
        }
    }
}
