using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Spare.Protocol;
using static Spare.Peers.Tests.Cluster;

namespace Spare.Peers.Tests;

public sealed class PeerLinkTests : IDisposable
{
    private readonly Cluster cluster = new(3);

    public void Dispose() => cluster.Dispose();

    [Fact]
    public async Task Delivers_messages_in_order_from_the_host_that_the_certificate_names()
    {
        await using var first = cluster.Start(H1);
        await using var second = cluster.Start(H2);
        await SendUntilTakenAsync(first, H2, "0");

        for (var i = 1; i < 1000; i++)
        {
            Assert.True(first.SendNow(H2, Encoding.UTF8.GetBytes($"{i}")));
        }

        for (var i = 0; i < 1000; i++)
        {
            var delivery = await ReadAsync(second);
            Assert.Equal((H1, $"{i}"), (delivery.Sender, delivery.Text));
        }
    }

    [Fact]
    public async Task Carries_messages_up_to_the_maximum_and_drops_larger_ones()
    {
        await using var first = cluster.Start(H1);
        await using var second = cluster.Start(H2);
        await SendUntilTakenAsync(first, H2, "begin");
        var largest = RandomNumberGenerator.GetBytes(64 * 1024);

        Assert.True(first.SendNow(H2, largest));
        Assert.False(first.SendNow(H2, new byte[largest.Length + 1]));

        Assert.Equal("begin", (await ReadAsync(second)).Text);
        Assert.Equal(largest, (await second.Deliveries.ReadAsync()).Message.ToArray());
    }

    [Fact]
    public async Task Drops_and_counts_what_is_sent_without_a_connection()
    {
        await using var first = cluster.Start(H1);

        Assert.False(first.SendNow(H2, "lost"u8));
        Assert.False(first.SendNow(new HostId(9), "nobody"u8));
        Assert.Equal(2, first.Traffic.Dropped);
    }

    [Fact]
    public async Task Takes_messages_for_every_peer_once_it_says_that_it_is_connected()
    {
        await using var first = cluster.Start(H1);
        await using var second = cluster.Start(H2);
        Assert.False(first.Connected.IsCompleted);

        await using var third = cluster.Start(new HostId(3));
        await first.Connected.WaitAsync(TimeSpan.FromSeconds(30));

        Assert.True(first.SendNow(H2, "taken"u8));
        Assert.True(first.SendNow(new HostId(3), "taken"u8));
    }

    [Fact]
    public async Task Drops_what_a_slow_receiver_leaves_no_room_for_and_delivers_the_rest()
    {
        var sending = cluster.OptionsOf(H1) with { SendBytes = 256 * 1024 };
        var receiving = cluster.OptionsOf(H2) with { DeliveryMaximum = 4 };
        await using var first = Cluster.Start(H1, cluster.Authority.IssueIdentity(H1), sending);
        await using var second = Cluster.Start(H2, cluster.Authority.IssueIdentity(H2), receiving);
        await SendUntilTakenAsync(first, H2, "begin");

        var taken = 1;
        while (first.SendNow(H2, new byte[32 * 1024]))
        {
            taken++;
            Assert.True(taken < 10_000, "nothing bounds what waits for a receiver that does not read");
            await Task.Yield();
        }

        for (var i = 0; i < taken; i++)
        {
            await ReadAsync(second);
        }
    }

    [Fact]
    public async Task Connects_again_after_the_peer_was_restarted()
    {
        await using var first = cluster.Start(H1);
        await using (var second = cluster.Start(H2))
        {
            await SendUntilTakenAsync(first, H2, "before");
            Assert.Equal("before", (await ReadAsync(second)).Text);
        }

        await Eventually.HoldsAsync(() => !first.SendNow(H2, "nobody"u8), "the loss is noticed");
        await using var restarted = cluster.Start(H2);
        await SendUntilTakenAsync(first, H2, "after");
        Assert.Equal("after", (await ReadAsync(restarted)).Text);
    }

    [Fact]
    public async Task Refuses_a_manager_of_another_authority()
    {
        using var other = PeerAuthority.Create();
        await using var first = Cluster.Start(H1, other.IssueIdentity(H1), cluster.OptionsOf(H1));
        await using var second = cluster.Start(H2);

        await Eventually.HoldsAsync(() => second.Traffic.Refused > 2, "the connections are refused");
        Assert.False(first.SendNow(H2, "forged"u8));
        Assert.Equal(0, second.Traffic.Received);
    }

    [Fact]
    public async Task Refuses_a_host_that_is_not_configured()
    {
        var stranger = new HostId(7);
        await using var first = Cluster.Start(stranger, cluster.Authority.IssueIdentity(stranger), cluster.OptionsOf(H1));
        await using var second = cluster.Start(H2);

        await Eventually.HoldsAsync(() => second.Traffic.Refused > 2, "the connections are refused");
        Assert.False(first.SendNow(H2, "uninvited"u8));
    }

    [Fact]
    public async Task Sends_nothing_to_a_host_with_the_certificate_of_another()
    {
        var third = new HostId(3);
        await using var first = cluster.Start(H1);
        await using var impostor = Cluster.Start(
            third, cluster.Authority.IssueIdentity(third), cluster.OptionsOf(third) with { Listen = cluster.Addresses[H2] });

        await Eventually.HoldsAsync(() => impostor.Traffic.Refused > 2, "the handshakes fail");
        Assert.False(first.SendNow(H2, "secret"u8));
    }

    [Fact]
    public async Task Closes_connections_that_send_garbage_or_nothing_and_serves_the_others()
    {
        var receiving = cluster.OptionsOf(H2) with { HandshakePatience = TimeSpan.FromMilliseconds(200) };
        await using var second = Cluster.Start(H2, cluster.Authority.IssueIdentity(H2), receiving);
        using var garbage = await ConnectAsync(cluster.Addresses[H2]);
        using var silent = await ConnectAsync(cluster.Addresses[H2]);

        await garbage.SendAsync(RandomNumberGenerator.GetBytes(100_000));
        await AssertClosedAsync(garbage);
        await AssertClosedAsync(silent);

        await using var first = cluster.Start(H1);
        await SendUntilTakenAsync(first, H2, "still here");
        Assert.Equal("still here", (await ReadAsync(second)).Text);
        Assert.True(second.Traffic.Refused >= 2);
    }

    [Fact]
    public async Task Closes_the_connection_of_a_peer_whose_frame_is_too_large()
    {
        await using var first = cluster.Start(H1);
        await using var second = Cluster.Start(
            H2, cluster.Authority.IssueIdentity(H2), cluster.OptionsOf(H2) with { MessageMaximum = 1000 });
        await SendUntilTakenAsync(first, H2, "small");

        first.SendNow(H2, new byte[1001]);

        await Eventually.HoldsAsync(() => second.Traffic.Refused == 1, "the frame is refused");
        Assert.Equal("small", (await ReadAsync(second)).Text);

        // What the lost connection still takes is lost with it.
        await Eventually.HoldsAsync(
            () =>
            {
                first.SendNow(H2, "small again"u8);
                return second.Deliveries.TryRead(out var delivery)
                    && delivery.Message.Span.SequenceEqual("small again"u8);
            },
            "small frames are delivered again");
    }

    [Fact]
    public async Task Keeps_a_bounded_number_of_connections_that_did_not_say_who_they_are()
    {
        await using var second = cluster.Start(H2);
        var connections = new List<Socket>();
        for (var i = 0; i < IncomingConnections.StrangerMaximum + 10; i++)
        {
            connections.Add(await ConnectAsync(cluster.Addresses[H2]));
        }

        await Eventually.HoldsAsync(() => second.Traffic.Refused >= 10, "those above the bound are closed");
        connections.ForEach(connection => connection.Dispose());

        await using var first = cluster.Start(H1);
        await SendUntilTakenAsync(first, H2, "there is room again");
    }

    [Fact]
    public void Says_which_address_it_cannot_listen_on()
    {
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        taken.Listen();
        var options = cluster.OptionsOf(H1) with { Listen = (IPEndPoint)taken.LocalEndPoint! };

        var refused = Assert.Throws<PeerException>(() => Cluster.Start(H1, cluster.Authority.IssueIdentity(H1), options));

        Assert.Contains(options.Listen.ToString(), refused.Message, StringComparison.Ordinal);
    }

    private static async Task SendUntilTakenAsync(PeerLink link, HostId receiver, string text) =>
        await Eventually.HoldsAsync(() => link.SendNow(receiver, Encoding.UTF8.GetBytes(text)), $"a connection to {receiver}");

    private static async Task<(HostId Sender, string Text)> ReadAsync(PeerLink link)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var delivery = await link.Deliveries.ReadAsync(deadline.Token);
        return (delivery.Sender, Encoding.UTF8.GetString(delivery.Message.Span));
    }

    private static async Task<Socket> ConnectAsync(IPEndPoint address)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(address);
        return socket;
    }

    private static async Task AssertClosedAsync(Socket socket)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        try
        {
            while (await socket.ReceiveAsync(new byte[1024], deadline.Token) > 0)
            {
            }
        }
        catch (SocketException)
        {
            // Reset, because bytes were left unread: closed as well.
        }
    }
}
