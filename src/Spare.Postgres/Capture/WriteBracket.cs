using Spare.Protocol;
using Spare.Protocol.WriteSets;

namespace Spare.Postgres.Capture;

/// <summary>
/// Sorts the changes that come out of the log: those between the marks of a write are its write set, the others were
/// prompted by nobody. It keeps no more than one write set's bounds, whatever a transaction did.
/// </summary>
public sealed class WriteBracket(WriteSetBounds bounds, IEnumerable<SequenceValue> positions)
{
    /// <summary>Objects that an unprompted commit is told by; the rest is counted only.</summary>
    private const int NamedMaximum = 8;

    private readonly Dictionary<TableName, SequenceValue> known = positions.ToDictionary(position => position.Name);
    private readonly HashSet<string> unprompted = new(StringComparer.Ordinal);
    private WriteSetEncoding encoding = new(bounds);
    private SequenceNumber open;
    private string? refusal;
    private uint transaction;

    /// <summary>Whether the values of changes are still of interest.</summary>
    public bool WantsValues => open != SequenceNumber.None && refusal is null;

    public void TransactionBegun(uint number) => transaction = number;

    public CaptureEvent? TransactionCommitted()
    {
        if (unprompted.Count == 0)
        {
            return null;
        }

        var objects = string.Join(", ", unprompted.Order(StringComparer.Ordinal));
        unprompted.Clear();
        return new CaptureEvent.Unprompted($"transaction {transaction} changed {objects}");
    }

    public void Add(TableName table, Change change)
    {
        if (WantsValues && !encoding.Add(change))
        {
            Refuse(
                $"the write set is over its bounds of {bounds.Bytes} bytes, {bounds.Changes} rows and "
                + $"{bounds.Values} values at a row of {table}");
        }
    }

    /// <summary>To be called for every change before its values are read.</summary>
    public void Touch(string name)
    {
        if (open == SequenceNumber.None && unprompted.Count < NamedMaximum)
        {
            unprompted.Add(name);
        }
    }

    /// <summary>The write under way can no longer become a write set; its first reason counts.</summary>
    public void Refuse(string reason)
    {
        if (open != SequenceNumber.None)
        {
            refusal ??= reason;
        }
    }

    public void Begun(SequenceNumber sequence)
    {
        (open, refusal) = (sequence, null);
        encoding = new WriteSetEncoding(bounds);
    }

    public CaptureEvent Ended(SequenceNumber sequence, IReadOnlyCollection<SequenceValue> positionsNow)
    {
        var moved = positionsNow.Where(position => !known.TryGetValue(position.Name, out var was) || was != position)
            .ToList();
        foreach (var position in moved)
        {
            known[position.Name] = position;
        }

        CaptureEvent captured = open != sequence
            ? new CaptureEvent.Refused(sequence, $"the write {sequence} was never begun")
            : refusal is not null
                ? new CaptureEvent.Refused(sequence, refusal)
                : new CaptureEvent.Captured(sequence, encoding.Complete(moved));
        Abandoned();
        return captured;
    }

    /// <summary>The write was not quiet in time: what it wrote is told to nobody.</summary>
    public void Abandoned() => Begun(SequenceNumber.None);
}
