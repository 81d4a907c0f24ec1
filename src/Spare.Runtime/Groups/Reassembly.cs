using Spare.Protocol.Wire;
using Spare.Runtime.Ports;

namespace Spare.Runtime.Groups;

/// <summary>
/// Turns the packets of all senders into messages. It keeps at most one unfinished message for each sender, of at most
/// the message maximum; a fragment that does not continue it is ignored.
/// </summary>
internal sealed class Reassembly(int messageMaximum)
{
    private readonly Dictionary<GroupMember, Unfinished> unfinished = [];

    /// <summary>Senders of which the beginning of a large message is held.</summary>
    public int Senders => unfinished.Count;

    /// <summary>Adds the messages that this packet completes. False: malformed, or the rest of a message not begun here.</summary>
    public bool Accept(GroupMember sender, ReadOnlySpan<byte> packet, List<ReadOnlyMemory<byte>> messages)
    {
        var reader = new WireReader(packet);
        return reader.Byte() switch
        {
            Packet.Whole => AcceptWhole(ref reader, messages),
            Packet.Fragment => AcceptFragment(sender, ref reader, messages),
            _ => false,
        };
    }

    /// <summary>The sender is gone: the rest of its message will not come.</summary>
    public void Forget(GroupMember sender) => unfinished.Remove(sender);

    public void Clear() => unfinished.Clear();

    private bool AcceptWhole(ref WireReader reader, List<ReadOnlyMemory<byte>> messages)
    {
        var before = messages.Count;
        while (!reader.Failed && reader.Remaining > 0)
        {
            // Copied one by one: a slice would keep the whole packet in memory for as long as one message is held.
            messages.Add(reader.Bytes(messageMaximum).ToArray());
        }

        if (!reader.Failed)
        {
            return true;
        }

        messages.RemoveRange(before, messages.Count - before);
        return false;
    }

    private bool AcceptFragment(GroupMember sender, ref WireReader reader, List<ReadOnlyMemory<byte>> messages)
    {
        var (total, offset) = (reader.UInt32(), reader.UInt32());
        var part = reader.Rest();
        if (reader.Failed || part.IsEmpty || total > (uint)messageMaximum || offset > total || part.Length > total - offset)
        {
            return false;
        }

        if (offset == 0)
        {
            unfinished[sender] = new Unfinished(new byte[total]);
        }

        if (!unfinished.TryGetValue(sender, out var message) || !message.TryContinue(offset, total, part))
        {
            return false;
        }

        if (message.Received == total)
        {
            unfinished.Remove(sender);
            messages.Add(message.Bytes);
        }

        return true;
    }

    private sealed class Unfinished(byte[] bytes)
    {
        public byte[] Bytes => bytes;

        public int Received { get; private set; }

        public bool TryContinue(uint offset, uint total, ReadOnlySpan<byte> part)
        {
            if (offset != Received || total != bytes.Length)
            {
                return false;
            }

            part.CopyTo(bytes.AsSpan(Received));
            Received += part.Length;
            return true;
        }
    }
}
