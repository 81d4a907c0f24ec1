using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using System.Net.Sockets;
using Spare.Peers.Transfers;
using Spare.Protocol;
using Spare.Replication.Updates;
using Spare.Runtime.Ports;
using static Spare.Peers.Tests.Cluster;
using static Spare.Peers.Tests.Transfers.DiskSandbox;

namespace Spare.Peers.Tests.Transfers;

/// <summary>Whom a donor serves, for how long, and what it tells the others.</summary>
[SuppressMessage("Design", "CA1001", Justification = "IAsyncLifetime disposes them.")]
public sealed class DonorTests : IAsyncLifetime
{
    private readonly Cluster cluster = new(3);
    private readonly DiskSandbox donor = new();
    private readonly DiskSandbox receiver = new();

    public async Task InitializeAsync()
    {
        await donor.Journal.ResetAsync(At(900), [], default);
        await donor.AppendAsync(901, 1000);
        donor.SetBase(900, 1_000_000);
    }

    public async Task DisposeAsync()
    {
        await donor.DisposeAsync();
        await receiver.DisposeAsync();
        cluster.Dispose();
    }

    [Fact]
    public async Task Refuses_more_hosts_than_it_may_serve_at_once()
    {
        await using var third = new DiskSandbox();
        var (begun, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        donor.Base.Halfway = () =>
        {
            begun.TrySetResult();
            return goOn.Task;
        };
        await using var giving = cluster.Start(H1, donor.Disk, options => options with { DonationMaximum = 1 });
        await using var second = cluster.Start(H2, receiver.Disk);
        await using var other = cluster.Start(new(3), third.Disk);
        var first = second.CatchUp!.CatchUpAsync(H1, default);
        await begun.Task;

        await IsRefusedAsync(other, "1 hosts are catching up from this one already");
        goOn.SetResult();
        Assert.Equal(At(1000), await first);
        await Eventually.HoldsAsync(() => TryAsync(other), "there is room again");
    }

    [Fact]
    public async Task Refuses_a_host_with_another_configuration()
    {
        await using var giving = cluster.Start(H1, donor.Disk);
        await using var taking = cluster.Start(H2, receiver.Disk with { Configuration = Digest.Of("another"u8) });

        await IsRefusedAsync(taking, "its configuration is another one");
    }

    [Fact]
    public async Task Refuses_while_it_catches_up_itself()
    {
        Assert.True(donor.Disk.TryBeginReceiving());
        await using var giving = cluster.Start(H1, donor.Disk);
        await using var taking = cluster.Start(H2, receiver.Disk);

        await IsRefusedAsync(taking, "catching up itself");
        donor.Disk.EndReceiving();
        Assert.True(await TryAsync(taking));
    }

    [Fact]
    public async Task Refuses_when_its_journal_failed()
    {
        await using var small = new SmallDisk();
        await using var full = new DiskSandbox(small.Path);
        await Assert.ThrowsAsync<JournalException>(() => full.AppendAsync(1, 100, 20_000));
        await using var giving = cluster.Start(H1, full.Disk);
        await using var taking = cluster.Start(H2, receiver.Disk);

        await IsRefusedAsync(taking, $"this host cannot help: {small.Path}");
        Assert.Null(receiver.Journal.End);
    }

    [Fact]
    public async Task Says_when_its_base_cannot_be_sent()
    {
        donor.Base.Halfway = () => throw new HypervisorException("the disk cannot be read");
        await using var giving = cluster.Start(H1, donor.Disk);
        await using var taking = cluster.Start(H2, receiver.Disk);

        await IsRefusedAsync(taking, "it refuses: the disk cannot be read");
        Assert.Null(receiver.Journal.End);
    }

    [Fact]
    public async Task Says_when_its_journal_does_not_go_on_after_its_base()
    {
        donor.SetBase(890, 1000);
        await using var giving = cluster.Start(H1, donor.Disk);
        await using var taking = cluster.Start(H2, receiver.Disk);

        await IsRefusedAsync(taking, "the journal goes on with u901 after u890");
    }

    [Fact]
    public async Task Says_when_it_has_nothing_on_its_disk_for_others()
    {
        await using var giving = cluster.Start(H1);
        await using var taking = cluster.Start(H2, receiver.Disk);

        await IsRefusedAsync(taking, "did not catch up from");
    }

    [Fact]
    public async Task Leaves_no_trace_when_it_ends_in_the_middle()
    {
        var begun = new TaskCompletionSource();
        var never = new TaskCompletionSource();
        donor.Base.Halfway = () =>
        {
            begun.TrySetResult();
            return never.Task;
        };
        await using var taking = cluster.Start(H2, receiver.Disk);
        Task<JournalEnd> first;
        await using (var giving = cluster.Start(H1, donor.Disk))
        {
            first = taking.CatchUp!.CatchUpAsync(H1, default);
            await begun.Task;
            never.SetException(new IOException("the daemon ends"));
        }

        await Assert.ThrowsAsync<CatchUpException>(() => first);
        Assert.Equal((0, null), (receiver.Base.Replaced, receiver.Journal.End));
        donor.Base.Halfway = () => Task.CompletedTask;
        await using var restarted = cluster.Start(H1, donor.Disk);
        Assert.Equal(At(1000), await taking.CatchUp!.CatchUpAsync(H1, default));
    }

    [Fact]
    public async Task Gives_up_a_receiver_that_is_silent()
    {
        donor.SetBase(900, 30_000_000);
        await using var giving = cluster.Start(H1, donor.Disk, options => options with
        {
            DonationMaximum = 1,
            TransferSilence = TimeSpan.FromSeconds(3),
        });
        await using var silent = await ConnectAsync();
        var frames = new TransferChannel(silent, TimeSpan.FromHours(1));
        await frames.SendAsync(TransferFrameKind.Ask, new TransferAsk(Configuration, null).Encode(), default);
        await Eventually.HoldsAsync(() => donor.Base.Exported == 1, "the base is on its way");
        await using var taking = cluster.Start(H2, receiver.Disk);

        await Eventually.HoldsAsync(() => TryAsync(taking), "the silent one is given up");
        await frames.DisposeAsync();
    }

    [Theory]
    [InlineData(2)]
    [InlineData(10)]
    public async Task Refuses_what_is_no_question(byte kind)
    {
        await using var giving = cluster.Start(H1, donor.Disk);
        await using var asking = await ConnectAsync();
        await using var frames = new TransferChannel(asking, TimeSpan.FromSeconds(10));

        await frames.SendAsync((TransferFrameKind)kind, new byte[3], default);

        Assert.Equal(TransferFrameKind.Refused, (await frames.ReceiveAsync(default)).Kind);
    }

    [Fact]
    public async Task A_connection_that_does_not_say_what_it_is_for_is_closed()
    {
        await using var giving = cluster.Start(H1, donor.Disk);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(cluster.Addresses[H1]);
        await using var stream = new SslStream(new NetworkStream(socket));
        using var identity = cluster.Authority.IssueIdentity(H2);
        await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "spare-host-1",
            ClientCertificateContext = SslStreamCertificateContext.Create(identity.Certificate, null, offline: true),
            RemoteCertificateValidationCallback = (_, certificate, _, _) => identity.Check(certificate).Host == H1,
        });

        await Eventually.HoldsAsync(() => giving.Traffic.Refused == 1, "it is refused");
    }

    private static async Task IsRefusedAsync(PeerLink taking, string reason)
    {
        var refused = await Assert.ThrowsAsync<CatchUpException>(() => taking.CatchUp!.CatchUpAsync(H1, default));
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }

    private static async Task<bool> TryAsync(PeerLink taking)
    {
        try
        {
            return await taking.CatchUp!.CatchUpAsync(H1, default) == At(1000);
        }
        catch (CatchUpException)
        {
            return false;
        }
    }

    private async Task<SslStream> ConnectAsync()
    {
        var dialer = new PeerDialer(cluster.Authority.IssueIdentity(H2), cluster.OptionsOf(H2));
        return await dialer.ConnectAsync(H1, cluster.Addresses[H1], PeerProtocol.CatchUp, default);
    }
}
