using System.Collections.Immutable;
using Spare.Protocol;
using Spare.Runtime.Groups;
using Spare.Runtime.Ports;

namespace Spare.Runtime.Tests.Groups;

public sealed class GroupEndpointTests : IDisposable
{
    private static readonly GroupMember Self = new(new HostId(1), 10);
    private static readonly GroupMember Other = new(new HostId(2), 20);
    private static readonly GroupLimits Limits = new()
    {
        PacketMaximum = 64 * 1024,
        Window = 2,
        SendMessages = 4,
        EventMaximum = 8,
        EventBytes = 100_000,
        CreditBytes = 1024 * 1024,
    };

    private readonly List<byte[]> packets = [];
    private readonly GroupEndpoint endpoint;
    private PacketOutcome outcome = PacketOutcome.Accepted;

    public GroupEndpointTests() => endpoint = new GroupEndpoint(Limits, packet =>
    {
        if (outcome == PacketOutcome.Accepted)
        {
            packets.Add(packet.ToArray());
        }

        return outcome;
    });

    public void Dispose() => endpoint.Dispose();

    [Fact]
    public async Task Sends_at_once_when_nothing_is_on_its_way()
    {
        Join(Self);

        await SendAsync(1);

        Assert.Single(packets);
    }

    [Fact]
    public async Task Packs_what_gathers_while_a_packet_is_on_its_way()
    {
        Join(Self);
        await SendAsync(1);

        await SendAsync(2);
        await SendAsync(3);
        Assert.Single(packets);
        endpoint.DeliverPacket(Self, Self, packets[0]);

        Assert.Equal(2, packets.Count);
        Assert.Equal(new GroupTraffic(3, 2, 0, 0), endpoint.Traffic);
    }

    [Fact]
    public async Task Sends_full_packets_while_its_window_is_not_full()
    {
        Join(Self);
        await SendAsync(1);

        for (var i = 0; i < 4; i++)
        {
            await endpoint.MulticastAsync(new byte[40_000], CancellationToken.None);
        }

        Assert.Equal(Limits.Window, packets.Count);
    }

    [Fact]
    public async Task Lets_callers_wait_in_their_order_while_its_queue_is_full()
    {
        Join(Self);
        var calls = Enumerable.Range(1, 10).Select(i => SendAsync((byte)i).AsTask()).ToList();

        // One on its way, four in the queue.
        Assert.Equal(5, calls.Count(call => call.IsCompleted));
        for (var i = 0; i < packets.Count; i++)
        {
            endpoint.DeliverPacket(Self, Self, packets[i]);
            Read(int.MaxValue);
        }

        Assert.All(await Task.WhenAll(calls), result => Assert.Equal(MulticastResult.Sent, result));
        Assert.Equal(Enumerable.Range(1, 10).Select(i => (byte)i), Messages(packets));
    }

    [Fact]
    public async Task A_caller_that_gives_up_leaves_nothing_behind()
    {
        Join(Self);
        for (var i = 1; i <= 5; i++)
        {
            await SendAsync((byte)i);
        }

        using var cancellation = new CancellationTokenSource();
        var waiting = endpoint.MulticastAsync(new byte[] { 7 }, cancellation.Token).AsTask();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);

        for (var i = 0; i < packets.Count; i++)
        {
            endpoint.DeliverPacket(Self, Self, packets[i]);
            Read(int.MaxValue);
        }

        Assert.DoesNotContain((byte)7, Messages(packets));
    }

    [Fact]
    public async Task Tries_again_when_the_transport_was_busy()
    {
        Join(Self);
        outcome = PacketOutcome.Busy;
        await SendAsync(1);
        Assert.Empty(packets);

        outcome = PacketOutcome.Accepted;

        await Eventually(() => packets.Count == 1);
        Assert.True(endpoint.Traffic.Stalls >= 1);
    }

    [Fact]
    public async Task Sends_only_while_it_is_joined_and_drops_what_waited_when_it_is_lost()
    {
        Assert.Equal(MulticastResult.NotJoined, await SendAsync(1));
        Join(Self);
        var calls = Enumerable.Range(1, 10).Select(i => SendAsync((byte)i).AsTask()).ToList();

        endpoint.Lose("gone");

        Assert.Equal(5, (await Task.WhenAll(calls)).Count(result => result == MulticastResult.NotJoined));
        Assert.Equal(MulticastResult.NotJoined, await SendAsync(11));
        Join(Self);
        await SendAsync(12);
        Assert.Equal([1, 12], Messages(packets));
    }

    [Fact]
    public async Task Waits_for_the_slowest_member_at_its_credit()
    {
        Join(Self, Other);
        var waiting = FillCreditAsync();
        var sent = packets.Sum(packet => (long)packet.Length);
        Assert.InRange(sent, Limits.CreditBytes, Limits.CreditBytes + Limits.PacketMaximum);
        Assert.False(waiting.IsCompleted);

        Assert.Null(Acknowledge(Other, Self, (int)Acknowledgements.Interval - 1));
        endpoint.DeliverPacket(Self, Other, Acknowledge(Other, Self, sent / 2)!);

        Assert.Equal(MulticastResult.Sent, await waiting);
    }

    [Fact]
    public async Task Waits_no_longer_for_a_member_that_left()
    {
        Join(Self, Other);
        var waiting = FillCreditAsync();

        endpoint.ChangeMembership(Self, [Self], [], [new Departure(Other, DepartureReason.HostDown)]);

        Assert.Equal(MulticastResult.Sent, await waiting);
    }

    [Fact]
    public void Tells_a_sender_what_it_took_now_and_then()
    {
        Join(Self, Other);
        var whole = new byte[Limits.PacketMaximum];
        var length = 0;
        Packet.TryAppend(whole, ref length, new byte[Limits.PacketMaximum - 5]);

        for (var i = 0; i < 8; i++)
        {
            endpoint.DeliverPacket(Self, Other, whole);
            Read(int.MaxValue);
        }

        Assert.Equal(
            [(Other, Acknowledgements.Interval), (Other, 2 * Acknowledgements.Interval)],
            packets.Select(packet => Packet.ReadAcknowledgement(packet)));
    }

    [Fact]
    public async Task Stops_its_transport_while_its_reader_is_slow()
    {
        Join(Self);
        await SendAsync(1);

        // The quorum is the first of eight events that fit.
        var delivering = Task.Run(() =>
        {
            for (var i = 0; i < 8; i++)
            {
                endpoint.DeliverPacket(Self, Other, packets[0]);
            }
        });
        await Eventually(() => endpoint.Events.Count == 8);
        Assert.False(delivering.IsCompleted);

        Read(1);
        await delivering;
    }

    [Fact]
    public async Task Lets_its_transport_go_when_it_is_disposed()
    {
        Join(Self);
        await SendAsync(1);
        var delivering = Task.Run(() =>
        {
            for (var i = 0; i < 10; i++)
            {
                endpoint.DeliverPacket(Self, Other, packets[0]);
            }
        });

        await Eventually(() => endpoint.Events.Count == 8);
        endpoint.Dispose();

        await delivering;
        Read(8);
        Assert.False(await endpoint.Events.WaitToReadAsync());
    }

    [Fact]
    public void Counts_packets_that_make_no_sense()
    {
        Join(Self);

        endpoint.DeliverPacket(Self, Other, [9, 9, 9]);
        endpoint.DeliverPacket(Self, Other, []);

        Assert.Equal(2, endpoint.Traffic.PacketsIgnored);
    }

    private void Join(params ImmutableArray<GroupMember> members)
    {
        endpoint.ChangeMembership(Self, members, [Self], []);
        Read(int.MaxValue);
        endpoint.ChangeQuorum(true, [Self.Host]);
    }

    private ValueTask<MulticastResult> SendAsync(byte content) =>
        endpoint.MulticastAsync(new[] { content }, CancellationToken.None);

    /// <summary>Sends until a call has to wait, with everything delivered here and nothing taken by the other one.</summary>
    private Task<MulticastResult> FillCreditAsync()
    {
        var delivered = 0;
        while (true)
        {
            var call = endpoint.MulticastAsync(new byte[60_000], CancellationToken.None).AsTask();
            for (; delivered < packets.Count; delivered++)
            {
                endpoint.DeliverPacket(Self, Self, packets[delivered]);
                Read(int.MaxValue);
            }

            if (!call.IsCompleted)
            {
                return call;
            }
        }
    }

    private static byte[]? Acknowledge(GroupMember from, GroupMember to, long bytes)
    {
        var acknowledgements = new Acknowledgements();
        if (!acknowledgements.Take(to, (int)bytes))
        {
            return null;
        }

        var packet = new byte[64];
        return packet[..acknowledgements.Write(packet)];
    }

    private static List<byte> Messages(IEnumerable<byte[]> sent)
    {
        var messages = new List<ReadOnlyMemory<byte>>();
        var reassembly = new Reassembly(1000);
        Assert.All(sent, packet => Assert.True(reassembly.Accept(Self, packet, messages)));
        return [.. messages.Select(message => message.Span[0])];
    }

    private void Read(int count)
    {
        for (var i = 0; i < count && endpoint.Events.TryRead(out _); i++)
        {
        }
    }

    private static async Task Eventually(Func<bool> condition)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(2));
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!condition())
        {
            await timer.WaitForNextTickAsync(deadline.Token);
        }
    }
}
