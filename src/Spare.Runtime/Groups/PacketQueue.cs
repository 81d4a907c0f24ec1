namespace Spare.Runtime.Groups;

/// <summary>
/// The messages of one member that wait to be sent, and the packets that they become: as many small ones as fit, or
/// one fragment of a large one.
/// </summary>
/// <remarks>
/// Nothing is sent behind a large message until all of it came back (<see cref="EverythingDelivered"/>), because it may
/// have to be sent once more from its beginning: see <see cref="Restart"/>.
/// </remarks>
internal sealed class PacketQueue(int packetMaximum)
{
    private readonly Queue<ReadOnlyMemory<byte>> messages = new();
    private int packed;
    private int offset;
    private int fragment;

    public int Messages => messages.Count;

    public long Bytes { get; private set; }

    private bool HeadIsLarge =>
        messages.TryPeek(out var head)
        && head.Length > packetMaximum - Packet.WholeHeader - Packet.LengthSize;

    public void Enqueue(ReadOnlyMemory<byte> message)
    {
        messages.Enqueue(message);
        Bytes += message.Length;
    }

    /// <summary>Writes the next packet and gives its length; 0 when there is nothing to send now.</summary>
    public int Write(Span<byte> packet)
    {
        (packed, fragment) = (0, 0);
        if (HeadIsLarge)
        {
            return WriteFragment(packet, messages.Peek());
        }

        var length = 0;
        foreach (var message in messages)
        {
            if (!Packet.TryAppend(packet, ref length, message.Span))
            {
                break;
            }

            packed++;
        }

        return length;
    }

    /// <summary>The packet that was written last is on its way. Gives the number of messages that ended with it.</summary>
    public int Advance()
    {
        for (var i = 0; i < packed; i++)
        {
            Dequeue();
        }

        offset += fragment;
        return fragment == 0 ? packed : offset == messages.Peek().Length ? 1 : 0;
    }

    /// <summary>No own packet is on its way any more: a large message that was sent to its end is done with.</summary>
    public void EverythingDelivered()
    {
        if (HeadIsLarge && offset == messages.Peek().Length)
        {
            Dequeue();
            offset = 0;
        }
    }

    /// <summary>
    /// Somebody joined while fragments were on their way. They have no beginning for the newcomer, so that all members
    /// drop what they have of it, and it is sent again.
    /// </summary>
    public void Restart() => offset = 0;

    public void Clear()
    {
        messages.Clear();
        Bytes = 0;
        offset = 0;
    }

    private int WriteFragment(Span<byte> packet, ReadOnlyMemory<byte> large)
    {
        if (offset == large.Length)
        {
            return 0;
        }

        var length = Packet.WriteFragment(packet, large.Span, offset);
        fragment = length - Packet.FragmentHeader;
        return length;
    }

    private void Dequeue() => Bytes -= messages.Dequeue().Length;
}
