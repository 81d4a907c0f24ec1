using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Spare.Protocol.WriteSets;

/// <summary>
/// What one request changed in the service's database, in a form that depends on no implementation (SPARE 3.2): rows
/// by key in the order of execution, and the sequences that moved, sorted by name.
/// </summary>
public sealed class WriteSet(ImmutableArray<Change> changes, ImmutableArray<SequenceValue> sequences)
    : IEquatable<WriteSet>
{
    public static readonly WriteSet Empty = new([], []);

    public ImmutableArray<Change> Changes { get; } = changes;

    public ImmutableArray<SequenceValue> Sequences { get; } = sequences;

    public bool WroteNothing => Changes.IsEmpty && Sequences.IsEmpty;

    /// <summary>Reads bytes that nobody has checked; only the one canonical form of a write set is taken.</summary>
    public static bool TryParse(
        ReadOnlySpan<byte> source, WriteSetBounds bounds, [NotNullWhen(true)] out WriteSet? writeSet) =>
        WriteSetDecoding.TryParse(source, bounds, out writeSet);

    public EncodedWriteSet Encode()
    {
        var encoding = new WriteSetEncoding(WriteSetBounds.Standard with { Bytes = int.MaxValue });
        foreach (var change in Changes)
        {
            encoding.Add(change);
        }

        return encoding.Complete(Sequences);
    }

    public bool Equals(WriteSet? other) =>
        other is not null && Changes.AsSpan().SequenceEqual(other.Changes.AsSpan())
        && Sequences.AsSpan().SequenceEqual(other.Sequences.AsSpan());

    public override bool Equals(object? obj) => Equals(obj as WriteSet);

    public override int GetHashCode() => HashCode.Combine(Changes.Length, Sequences.Length);

    public override string ToString() =>
        string.Join('\n', Changes.Select(change => change.ToString())
            .Concat(Sequences.Select(sequence => sequence.ToString())));
}
