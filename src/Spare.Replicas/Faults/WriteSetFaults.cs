using System.Collections.Immutable;
using System.Diagnostics;
using Spare.Protocol.Admin.Faults;
using Spare.Protocol.Agents.Reports;
using Spare.Protocol.WriteSets;

namespace Spare.Replicas.Faults;

/// <summary>Write sets that no honest agent would report. They are well-formed: only the vote can tell.</summary>
internal static class WriteSetFaults
{
    /// <summary>Null when this write set cannot have the fault; that does not count.</summary>
    public static WriteSetCaptured? Alter(SetFault fault, WriteSetCaptured captured)
    {
        if (!WriteSet.TryParse(captured.WriteSet.Bytes.Span, WriteSetBounds.Standard, out var honest))
        {
            return null;
        }

        var altered = fault.Left.Kind == FaultKind.MisattributedRows
            ? Misattributed(fault, captured.WriteSet)
            : Altered(fault.Left.Kind, honest)?.Encode();
        if (altered is null || altered.Equals(captured.WriteSet))
        {
            return null;
        }

        fault.Count();
        return captured with { WriteSet = altered };
    }

    private static EncodedWriteSet? Misattributed(SetFault fault, EncodedWriteSet honest)
    {
        if (fault.Rows is null && !honest.WroteNothing)
        {
            fault.Rows = honest;
        }

        return fault.Rows;
    }

    private static WriteSet? Altered(FaultKind kind, WriteSet honest)
    {
        var changes = honest.Changes;
        return changes.IsEmpty ? null : kind switch
        {
            FaultKind.OmittedRow => With(changes[..^1]),
            FaultKind.AddedRow => With([.. changes, Unwritten(changes[0])]),
            FaultKind.ReorderedRows => With([.. changes.Reverse()]),
            FaultKind.DuplicatedRow => With([changes[0], .. changes]),
            _ => throw new UnreachableException(),
        };

        WriteSet With(ImmutableArray<Change> others) => new(others, honest.Sequences);
    }

    /// <summary>Undoes or repeats what was done to the row: nothing that the request would have done.</summary>
    private static Change Unwritten(Change written) => written switch
    {
        Change.Inserted inserted => new Change.Deleted(inserted.Row),
        Change.Updated updated => new Change.Deleted(updated.Key),
        Change.Deleted deleted => new Change.Inserted(deleted.Key),
        _ => written,
    };
}
