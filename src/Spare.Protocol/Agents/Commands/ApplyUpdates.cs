using System.Collections.Immutable;
using Spare.Protocol.Wire;
using Spare.Protocol.WriteSets;

namespace Spare.Protocol.Agents.Commands;

/// <summary>
/// Agreed updates with consecutive numbers, applied in one transaction (SPARE 3.2); answered by
/// <see cref="Reports.UpdatesApplied"/> or <see cref="Reports.UpdatesRefused"/>.
/// </summary>
/// <param name="Use">
/// What the replica is for once it has them. <see cref="ReplicaUse.Executed"/>: these are its last; the transaction records
/// that, and the agent makes ready for <see cref="Activate"/>, which follows.
/// </param>
public sealed record ApplyUpdates(UpdateNumber First, ImmutableArray<EncodedWriteSet> WriteSets, ReplicaUse Use) : AgentCommand
{
    internal const byte Kind = 4;

    public bool Equals(ApplyUpdates? other) =>
        other is not null && First == other.First && Use == other.Use && WriteSets.AsSpan().SequenceEqual(other.WriteSets.AsSpan());

    public override int GetHashCode() => HashCode.Combine(First, Use, WriteSets.Length);

    internal override void Format(WireWriter writer)
    {
        writer.Byte(Kind);
        writer.UInt64(First.Value);
        writer.Byte((byte)Use);
        writer.UInt32((uint)WriteSets.Length);
        foreach (var writeSet in WriteSets)
        {
            writer.Bytes(writeSet.Bytes.Span);
        }
    }

    internal static ApplyUpdates Parse(ref WireReader reader)
    {
        var first = new UpdateNumber(reader.UInt64());
        var use = (ReplicaUse)reader.Byte();
        var count = reader.Count(AgentProtocol.UpdatesMaximum);
        reader.FailUnless(first > UpdateNumber.None && count > 0 && use is >= ReplicaUse.Updated and <= ReplicaUse.Executed);
        var writeSets = ImmutableArray.CreateBuilder<EncodedWriteSet>();
        for (var index = 0; index < count && !reader.Failed; index++)
        {
            writeSets.Add(new EncodedWriteSet(reader.Bytes(WriteSetBounds.Standard.Bytes).ToArray()));
        }

        return new ApplyUpdates(first, writeSets.DrainToImmutable(), use);
    }
}
