using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;

namespace Spare.Protocol.Wire;

/// <summary>
/// Reads the fields of a message from bytes that nobody has checked. It never throws: the first field that is not
/// there or breaks its bound makes <see cref="Failed"/> true, and from then on every read gives a default. The caller
/// asks <see cref="Complete"/> once, at the end.
/// </summary>
public ref struct WireReader(ReadOnlySpan<byte> source)
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private ReadOnlySpan<byte> rest = source;

    public bool Failed { get; private set; }

    /// <summary>Everything was there, in bounds, and nothing is left over.</summary>
    public readonly bool Complete => !Failed && rest.IsEmpty;

    public readonly int Remaining => rest.Length;

    public byte Byte() => TryTake(1, out var span) ? span[0] : (byte)0;

    public ushort UInt16() => TryTake(sizeof(ushort), out var span) ? BinaryPrimitives.ReadUInt16LittleEndian(span) : (ushort)0;

    public uint UInt32() => TryTake(sizeof(uint), out var span) ? BinaryPrimitives.ReadUInt32LittleEndian(span) : 0;

    public ulong UInt64() => TryTake(sizeof(ulong), out var span) ? BinaryPrimitives.ReadUInt64LittleEndian(span) : 0;

    public long Int64() => TryTake(sizeof(long), out var span) ? BinaryPrimitives.ReadInt64LittleEndian(span) : 0;

    /// <summary>A byte string of at most <paramref name="maximum"/> bytes.</summary>
    public ReadOnlySpan<byte> Bytes(int maximum)
    {
        var length = UInt32();
        if (length > (uint)maximum)
        {
            Fail();
            return [];
        }

        return TryTake((int)length, out var span) ? span : [];
    }

    /// <summary>A string of at most <paramref name="maximum"/> bytes of valid UTF-8.</summary>
    public string Text(int maximum)
    {
        var bytes = Bytes(maximum);
        if (!System.Text.Unicode.Utf8.IsValid(bytes))
        {
            Fail();
            return string.Empty;
        }

        return StrictUtf8.GetString(bytes);
    }

    /// <summary>The number of elements that follow, at most <paramref name="maximum"/>.</summary>
    public int Count(int maximum)
    {
        var count = UInt32();
        if (count > (uint)maximum)
        {
            Fail();
            return 0;
        }

        return (int)count;
    }

    public Digest Digest() => TryTake(Protocol.Digest.Size, out var span) ? Protocol.Digest.Parse(span) : default;

    /// <summary>A host id; <c>default</c> fails.</summary>
    public HostId Host()
    {
        var host = new HostId(UInt32());
        FailUnless(host.IsValid);
        return host;
    }

    /// <summary>A replica id; a generation of 0 fails.</summary>
    /// <summary>Zero or one.</summary>
    public bool Flag()
    {
        var flag = Byte();
        FailUnless(flag <= 1);
        return flag == 1;
    }

    /// <summary>At most so many hosts, each once, in ascending order.</summary>
    public ImmutableArray<HostId> Hosts(int maximum)
    {
        var count = Byte();
        FailUnless(count <= maximum);
        var hosts = ImmutableArray.CreateBuilder<HostId>();
        while (!Failed && hosts.Count < count)
        {
            var host = Host();
            FailUnless(hosts.Count == 0 || hosts[^1].CompareTo(host) < 0);
            hosts.Add(host);
        }

        return hosts.DrainToImmutable();
    }

    public ReplicaId Replica()
    {
        var replica = new ReplicaId(Host(), UInt32());
        FailUnless(replica.IsValid);
        return replica;
    }

    /// <summary>A position of the order; 0 fails.</summary>
    public SequenceNumber Sequence()
    {
        var sequence = new SequenceNumber(UInt64());
        FailUnless(sequence > SequenceNumber.None);
        return sequence;
    }

    /// <summary>Everything that is left.</summary>
    public ReadOnlySpan<byte> Rest() => TryTake(rest.Length, out var span) ? span : [];

    /// <summary>For a check that the type of the field cannot make.</summary>
    public void FailUnless(bool condition)
    {
        if (!condition)
        {
            Fail();
        }
    }

    private bool TryTake(int size, out ReadOnlySpan<byte> span)
    {
        if (Failed || rest.Length < size)
        {
            Fail();
            span = [];
            return false;
        }

        span = rest[..size];
        rest = rest[size..];
        return true;
    }

    private void Fail()
    {
        Failed = true;
        rest = [];
    }
}
