using System.Buffers.Binary;
using System.Text;

namespace Spare.Protocol.Wire;

/// <summary>
/// Appends the fields of a message to a buffer that grows. Integers are little-endian; byte strings and lists carry
/// their length first, as 32 bits. Equal values give equal bytes.
/// </summary>
public sealed class WireWriter(int capacity = 256)
{
    private byte[] buffer = new byte[capacity];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => buffer.AsSpan(0, Length);

    /// <summary>The same without a copy, for a writer that is not used again.</summary>
    public ReadOnlyMemory<byte> WrittenMemory => buffer.AsMemory(0, Length);

    public byte[] ToArray() => Written.ToArray();

    public void Byte(byte value) => Reserve(1)[0] = value;

    public void UInt16(ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(Reserve(sizeof(ushort)), value);

    public void UInt32(uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Reserve(sizeof(uint)), value);

    public void UInt64(ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(Reserve(sizeof(ulong)), value);

    public void Int64(long value) => BinaryPrimitives.WriteInt64LittleEndian(Reserve(sizeof(long)), value);

    public void Bytes(ReadOnlySpan<byte> value)
    {
        UInt32((uint)value.Length);
        value.CopyTo(Reserve(value.Length));
    }

    /// <summary>A string as UTF-8, with its length in bytes first.</summary>
    public void Text(string value)
    {
        var size = Encoding.UTF8.GetByteCount(value);
        UInt32((uint)size);
        Encoding.UTF8.GetBytes(value, Reserve(size));
    }

    public void Digest(Digest value) => value.Format(Reserve(Protocol.Digest.Size));

    public void Host(HostId value) => UInt32(value.Value);

    public void Flag(bool value) => Byte(value ? (byte)1 : (byte)0);

    /// <summary>In ascending order.</summary>
    public void Hosts(IReadOnlyCollection<HostId> values)
    {
        Byte((byte)values.Count);
        foreach (var host in values.Order())
        {
            Host(host);
        }
    }

    public void Replica(ReplicaId value)
    {
        Host(value.Host);
        UInt32(value.Generation);
    }

    public void Sequence(SequenceNumber value) => UInt64(value.Value);

    /// <summary>Begins anew in the same buffer; what <see cref="WrittenMemory"/> gave out must not be in use.</summary>
    public void Clear() => Length = 0;

    /// <summary>Bytes as they are, without a length: for content whose end the reader knows.</summary>
    public void Raw(ReadOnlySpan<byte> value) => value.CopyTo(Reserve(value.Length));

    private Span<byte> Reserve(int size)
    {
        if (buffer.Length - Length < size)
        {
            Array.Resize(ref buffer, Math.Max(buffer.Length * 2, Length + size));
        }

        var span = buffer.AsSpan(Length, size);
        Length += size;
        return span;
    }
}
