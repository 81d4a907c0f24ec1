using System.Buffers.Binary;
using Spare.Protocol;
using Spare.Runtime.Ports;

namespace Spare.Runtime.Groups;

/// <summary>
/// The form of what travels through the group's transport: either whole messages, each with its length in front, or
/// one fragment of a message that is larger than a packet, or the acknowledgement of one sender's packets.
/// </summary>
/// <remarks>
/// Whole: <c>1, (length:4, bytes)*</c>. Fragment: <c>2, total:4, offset:4, bytes</c>.
/// Acknowledgement: <c>3, host:4, process:4, bytes taken:8</c>. Integers are little-endian.
/// </remarks>
internal static class Packet
{
    public const byte Whole = 1;
    public const byte Fragment = 2;
    public const byte Acknowledgement = 3;
    public const int WholeHeader = 1;
    public const int LengthSize = sizeof(uint);
    public const int FragmentHeader = 1 + sizeof(uint) + sizeof(uint);

    public const int AcknowledgementSize = 1 + sizeof(uint) + sizeof(uint) + sizeof(long);

    /// <summary>Smallest packet size with which messages of any size can be sent.</summary>
    public const int SizeMinimum = 64;

    /// <summary>Appends a message to a packet of whole messages that is <paramref name="length"/> bytes long by now.</summary>
    public static bool TryAppend(Span<byte> packet, ref int length, ReadOnlySpan<byte> message)
    {
        var start = Math.Max(length, WholeHeader);
        if (packet.Length - start - LengthSize < message.Length)
        {
            return false;
        }

        packet[0] = Whole;
        BinaryPrimitives.WriteUInt32LittleEndian(packet[start..], (uint)message.Length);
        message.CopyTo(packet[(start + LengthSize)..]);
        length = start + LengthSize + message.Length;
        return true;
    }

    /// <summary>Fills a packet with the bytes of a message from an offset on; gives the packet's length.</summary>
    public static int WriteFragment(Span<byte> packet, ReadOnlySpan<byte> message, int offset)
    {
        var part = message[offset..Math.Min(message.Length, offset + packet.Length - FragmentHeader)];
        packet[0] = Fragment;
        BinaryPrimitives.WriteUInt32LittleEndian(packet[1..], (uint)message.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(packet[(1 + sizeof(uint))..], (uint)offset);
        part.CopyTo(packet[FragmentHeader..]);
        return FragmentHeader + part.Length;
    }

    public static int WriteAcknowledgement(Span<byte> packet, GroupMember sender, long taken)
    {
        packet[0] = Acknowledgement;
        BinaryPrimitives.WriteUInt32LittleEndian(packet[1..], sender.Host.Value);
        BinaryPrimitives.WriteUInt32LittleEndian(packet[5..], sender.Process);
        BinaryPrimitives.WriteInt64LittleEndian(packet[9..], taken);
        return AcknowledgementSize;
    }

    public static bool IsAcknowledgement(ReadOnlySpan<byte> packet) =>
        packet.Length == AcknowledgementSize && packet[0] == Acknowledgement;

    public static (GroupMember Sender, long Taken) ReadAcknowledgement(ReadOnlySpan<byte> packet) => (
        new GroupMember(
            new HostId(BinaryPrimitives.ReadUInt32LittleEndian(packet[1..])),
            BinaryPrimitives.ReadUInt32LittleEndian(packet[5..])),
        BinaryPrimitives.ReadInt64LittleEndian(packet[9..]));
}
