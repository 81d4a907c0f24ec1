using System.Buffers.Binary;
using System.Collections.Immutable;
using Spare.Protocol.Wire;
using Spare.Runtime.Ports;

namespace Spare.RemoteMember;

/// <summary>
/// How a test and its member process talk: over one connection for calls and their results, and over another for
/// events, so that a test that reads no events can still call.
/// </summary>
public static class MemberWire
{
    public const byte Multicast = 1;
    public const byte Traffic = 2;

    private const byte Delivered = 1;
    private const byte Membership = 2;
    private const byte Quorum = 3;
    private const byte Lost = 4;
    private const int FrameMaximum = 64 * 1024 * 1024;

    public static async Task WriteAsync(Stream stream, ReadOnlyMemory<byte> frame, CancellationToken cancellation)
    {
        var bytes = new byte[sizeof(int) + frame.Length];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, frame.Length);
        frame.CopyTo(bytes.AsMemory(sizeof(int)));
        await stream.WriteAsync(bytes, cancellation);
    }

    /// <summary>Null at the end.</summary>
    public static async Task<byte[]?> ReadAsync(Stream stream, CancellationToken cancellation)
    {
        var header = new byte[sizeof(int)];
        try
        {
            await stream.ReadExactlyAsync(header, cancellation);
            var frame = new byte[BinaryPrimitives.ReadInt32LittleEndian(header)];
            await stream.ReadExactlyAsync(frame, cancellation);
            return frame;
        }
        catch (Exception e) when (e is EndOfStreamException or IOException)
        {
            return null;
        }
    }

    public static byte[] Format(GroupEvent item)
    {
        var writer = new WireWriter();
        switch (item)
        {
            case GroupEvent.Delivered delivered:
                writer.Byte(Delivered);
                Write(writer, delivered.Sender);
                writer.Raw(delivered.Message.Span);
                break;
            case GroupEvent.MembershipChanged changed:
                writer.Byte(Membership);
                Write(writer, changed.Members);
                Write(writer, changed.Joined);
                Write(writer, [.. changed.Left.Select(departure => departure.Member)]);
                writer.Byte(changed.DaemonRan ? (byte)1 : (byte)0);
                writer.Raw([.. changed.Left.Select(departure => (byte)departure.Reason)]);
                break;
            case GroupEvent.QuorumChanged quorum:
                writer.Byte(Quorum);
                writer.Byte(quorum.Quorate ? (byte)1 : (byte)0);
                Write(writer, [.. quorum.Ring.Select(host => new GroupMember(host, 0))]);
                break;
            case GroupEvent.Lost lost:
                writer.Byte(Lost);
                writer.Text(lost.Reason);
                break;
        }

        return writer.ToArray();
    }

    public static GroupEvent Parse(ReadOnlySpan<byte> frame)
    {
        var reader = new WireReader(frame);
        switch (reader.Byte())
        {
            case Delivered:
                return new GroupEvent.Delivered(ReadMember(ref reader), reader.Rest().ToArray());
            case Membership:
                var (members, joined, left) = (ReadMembers(ref reader), ReadMembers(ref reader), ReadMembers(ref reader));
                var ran = reader.Byte() == 1;
                var reasons = reader.Rest().ToArray();
                return new GroupEvent.MembershipChanged(
                    members, joined, [.. left.Zip(reasons, (member, reason) => new Departure(member, (DepartureReason)reason))])
                {
                    DaemonRan = ran,
                };
            case Quorum:
                var quorate = reader.Byte() == 1;
                return new GroupEvent.QuorumChanged(quorate, [.. ReadMembers(ref reader).Select(member => member.Host)]);
            default:
                return new GroupEvent.Lost(reader.Text(FrameMaximum));
        }
    }

    private static void Write(WireWriter writer, GroupMember member)
    {
        writer.Host(member.Host);
        writer.UInt32(member.Process);
    }

    private static void Write(WireWriter writer, ImmutableArray<GroupMember> members)
    {
        writer.UInt32((uint)members.Length);
        foreach (var member in members)
        {
            Write(writer, member);
        }
    }

    private static GroupMember ReadMember(ref WireReader reader) => new(reader.Host(), reader.UInt32());

    private static ImmutableArray<GroupMember> ReadMembers(ref WireReader reader)
    {
        var members = new GroupMember[reader.Count(FrameMaximum)];
        for (var i = 0; i < members.Length; i++)
        {
            members[i] = ReadMember(ref reader);
        }

        return [.. members];
    }
}
