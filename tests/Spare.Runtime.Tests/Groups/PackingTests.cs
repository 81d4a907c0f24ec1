using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Spare.Protocol;
using Spare.Runtime.Groups;
using Spare.Runtime.Ports;

namespace Spare.Runtime.Tests.Groups;

public sealed class PackingTests
{
    private const int PacketMaximum = 64;
    private const int MessageMaximum = 1000;
    private static readonly GroupMember Sender = new(new HostId(1), 10);
    private static readonly GroupMember Other = new(new HostId(2), 20);

    [Fact]
    public void Gives_back_the_messages_that_were_packed_or_split() =>
        Prop.ForAll((byte[][] given, PositiveInt seed) =>
        {
            var sizes = new Random(seed.Get);
            var messages = given.Select(bytes => Stretch(bytes, sizes.Next(MessageMaximum + 1))).ToList();
            var reassembly = new Reassembly(MessageMaximum);
            var received = new List<ReadOnlyMemory<byte>>();

            foreach (var packet in PacketsOf(messages))
            {
                Assert.True(packet.Length <= PacketMaximum);
                Assert.True(reassembly.Accept(Sender, packet, received));
            }

            Assert.Equal(messages, received.Select(message => message.ToArray()));
            Assert.Equal(0, reassembly.Senders);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Survives_any_bytes_and_keeps_no_more_than_one_message_of_a_sender() =>
        Prop.ForAll((byte[][] packets) =>
        {
            var reassembly = new Reassembly(MessageMaximum);
            var received = new List<ReadOnlyMemory<byte>>();
            foreach (var packet in packets)
            {
                if (packet.Length > 0)
                {
                    packet[0] %= 4;
                }

                reassembly.Accept(Sender, packet, received);
            }

            Assert.True(reassembly.Senders <= 1);
            Assert.All(received, message => Assert.True(message.Length <= MessageMaximum));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Puts_as_many_small_messages_into_a_packet_as_fit()
    {
        var messages = Enumerable.Range(0, 12).Select(i => Encoding.UTF8.GetBytes($"message {i:D2}")).ToList();

        // 63 bytes after the kind, 14 for each message with its length.
        Assert.Equal([4, 4, 4], PacketsOf(messages).Select(packet => Received(packet).Count));
    }

    [Fact]
    public void Joins_the_fragments_of_several_senders_apart()
    {
        var (first, second) = (Stretch([1], 300), Stretch([2], 300));
        var reassembly = new Reassembly(MessageMaximum);
        var received = new List<ReadOnlyMemory<byte>>();

        foreach (var (one, two) in PacketsOf([first]).Zip(PacketsOf([second])))
        {
            Assert.True(reassembly.Accept(Sender, one, received));
            Assert.True(reassembly.Accept(Other, two, received));
        }

        Assert.Equal([first, second], received.Select(message => message.ToArray()));
    }

    [Fact]
    public void Ignores_the_rest_of_a_message_whose_beginning_it_missed()
    {
        var packets = PacketsOf([Stretch([1], 300), Stretch([2], 10)]);
        var reassembly = new Reassembly(MessageMaximum);
        var received = new List<ReadOnlyMemory<byte>>();

        var accepted = packets.Skip(1).Select(packet => reassembly.Accept(Sender, packet, received)).ToList();

        Assert.Equal(Enumerable.Repeat(false, accepted.Count - 1).Append(true), accepted);
        Assert.Equal(10, Assert.Single(received).Length);
    }

    [Fact]
    public void Drops_the_fragments_of_a_sender_that_is_gone()
    {
        var packets = PacketsOf([Stretch([1], 300)]);
        var reassembly = new Reassembly(MessageMaximum);
        var received = new List<ReadOnlyMemory<byte>>();
        reassembly.Accept(Sender, packets[0], received);

        reassembly.Forget(Sender);

        Assert.Equal(0, reassembly.Senders);
        Assert.False(reassembly.Accept(Sender, packets[1], received));
    }

    [Fact]
    public void Takes_no_message_above_its_maximum()
    {
        var packets = PacketsOf([Stretch([1], MessageMaximum + 1)]);
        var reassembly = new Reassembly(MessageMaximum);

        Assert.False(reassembly.Accept(Sender, packets[0], []));
        Assert.Equal(0, reassembly.Senders);
    }

    [Fact]
    public void Sends_a_large_message_again_from_its_beginning_when_somebody_joins()
    {
        var large = Stretch([1], 300);
        var queue = new PacketQueue(PacketMaximum);
        queue.Enqueue(large);
        queue.Enqueue(new byte[] { 9 });
        var before = NextPacket(queue)!;

        queue.Restart();

        Assert.Equal(before, NextPacket(queue));
        while (NextPacket(queue) is not null)
        {
        }

        Assert.Equal(2, queue.Messages);
        queue.Restart();
        Assert.Equal(before, NextPacket(queue));
    }

    [Fact]
    public void Sends_nothing_behind_a_large_message_until_it_was_delivered()
    {
        var queue = new PacketQueue(PacketMaximum);
        queue.Enqueue(Stretch([1], 300));
        queue.Enqueue(new byte[] { 9 });
        while (NextPacket(queue) is not null)
        {
        }

        queue.EverythingDelivered();

        Assert.Equal([9], Assert.Single(Received(NextPacket(queue)!)).ToArray());
        Assert.Equal((0, 0L), (queue.Messages, queue.Bytes));
    }

    private static List<byte[]> PacketsOf(IEnumerable<byte[]> messages)
    {
        var queue = new PacketQueue(PacketMaximum);
        foreach (var message in messages)
        {
            queue.Enqueue(message);
        }

        var packets = new List<byte[]>();
        while (queue.Messages > 0)
        {
            while (NextPacket(queue) is { } packet)
            {
                packets.Add(packet);
            }

            queue.EverythingDelivered();
        }

        return packets;
    }

    private static byte[]? NextPacket(PacketQueue queue)
    {
        var packet = new byte[PacketMaximum];
        var length = queue.Write(packet);
        if (length == 0)
        {
            return null;
        }

        queue.Advance();
        return packet[..length];
    }

    private static List<ReadOnlyMemory<byte>> Received(byte[] packet)
    {
        var received = new List<ReadOnlyMemory<byte>>();
        Assert.True(new Reassembly(MessageMaximum).Accept(Sender, packet, received));
        return received;
    }

    private static byte[] Stretch(byte[] bytes, int length)
    {
        var message = new byte[length];
        for (var i = 0; i < length; i++)
        {
            message[i] = bytes.Length == 0 ? (byte)i : (byte)(bytes[i % bytes.Length] + i);
        }

        return message;
    }
}
