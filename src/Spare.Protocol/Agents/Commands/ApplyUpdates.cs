using System.Collections.Immutable;
using Spare.Protocol.Wire;
using Spare.Protocol.WriteSets;

namespace Spare.Protocol.Agents.Commands;

/// <summary>
/// Agreed updates with consecutive numbers, applied in one transaction (SPARE 3.2); answered by
/// <see cref="Reports.UpdatesApplied"/> or <see cref="Reports.UpdatesRefused"/>.
/// </summary>
public sealed record ApplyUpdates(UpdateNumber First, ImmutableArray<EncodedWriteSet> WriteSets) : AgentCommand
{
    internal const byte Kind = 4;

    public bool Equals(ApplyUpdates? other) =>
        other is not null && First == other.First && WriteSets.AsSpan().SequenceEqual(other.WriteSets.AsSpan());

    public override int GetHashCode() => HashCode.Combine(First, WriteSets.Length);

    internal override void Format(WireWriter writer)
    {
        writer.Byte(Kind);
        writer.UInt64(First.Value);
        writer.UInt32((uint)WriteSets.Length);
        foreach (var writeSet in WriteSets)
        {
            writer.Bytes(writeSet.Bytes.Span);
        }
    }

    internal static ApplyUpdates Parse(ref WireReader reader)
    {
        var first = new UpdateNumber(reader.UInt64());
        var count = reader.Count(AgentProtocol.UpdatesMaximum);
        reader.FailUnless(first > UpdateNumber.None && count > 0);
        var writeSets = ImmutableArray.CreateBuilder<EncodedWriteSet>();
        for (var index = 0; index < count && !reader.Failed; index++)
        {
            writeSets.Add(new EncodedWriteSet(reader.Bytes(WriteSetBounds.Standard.Bytes).ToArray()));
        }

        return new ApplyUpdates(first, writeSets.DrainToImmutable());
    }
}
