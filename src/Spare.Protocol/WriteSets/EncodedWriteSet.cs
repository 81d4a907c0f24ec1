namespace Spare.Protocol.WriteSets;

/// <summary>
/// A write set's canonical bytes and the digest that is voted on. No bytes and the digest <c>default</c> mean that
/// nothing was written. Compared by content.
/// </summary>
public sealed class EncodedWriteSet : IEquatable<EncodedWriteSet>
{
    public static readonly EncodedWriteSet Empty = new(ReadOnlyMemory<byte>.Empty);

    public EncodedWriteSet(ReadOnlyMemory<byte> bytes)
    {
        Bytes = bytes;
        Digest = bytes.IsEmpty ? default : Digest.Of(bytes.Span);
    }

    public ReadOnlyMemory<byte> Bytes { get; }

    public Digest Digest { get; }

    public bool WroteNothing => Bytes.IsEmpty;

    public bool Equals(EncodedWriteSet? other) => other is not null && Digest == other.Digest;

    public override bool Equals(object? obj) => Equals(obj as EncodedWriteSet);

    public override int GetHashCode() => Digest.GetHashCode();
}
