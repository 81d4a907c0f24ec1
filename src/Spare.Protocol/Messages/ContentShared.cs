using Spare.Protocol.Wire;

namespace Spare.Protocol.Messages;

/// <summary>
/// CONTENT: the reply or the write set of a decided request, from a host that has it for those whose own replicas
/// answered otherwise or not at all (SPARE 4.1.2). Its digest says which of the two it is.
/// </summary>
/// <param name="Content">Canonical bytes, at most <see cref="ContentMaximum"/>.</param>
public sealed record ContentShared(SequenceNumber Sequence, ReadOnlyMemory<byte> Content) : GroupMessage
{
    /// <summary>More than the largest write set and the largest reply that a route may allow, in bytes.</summary>
    public const int ContentMaximum = 17 * 1024 * 1024;

    private protected override GroupMessageKind Kind => GroupMessageKind.ContentShared;

    public bool Equals(ContentShared? other) =>
        other is not null && Sequence == other.Sequence && Content.Span.SequenceEqual(other.Content.Span);

    public override int GetHashCode() => HashCode.Combine(Sequence, Content.Length);

    internal static ContentShared Parse(ref WireReader reader) =>
        new(reader.Sequence(), reader.Bytes(ContentMaximum).ToArray());

    private protected override void Format(WireWriter writer)
    {
        writer.Sequence(Sequence);
        writer.Bytes(Content.Span);
    }
}
