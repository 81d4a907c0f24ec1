using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using Spare.Peers;
using Spare.Protocol;
using Spare.Replication.Updates;
using Spare.Runtime.Ports;

namespace Spare.Adapters.Tests.Transfers;

/// <summary>Catching up with the process driver's machines, files and TLS.</summary>
[SuppressMessage("Design", "CA1001", Justification = "IAsyncLifetime disposes them.")]
public sealed class ProcessTransferTests : IAsyncLifetime
{
    private static readonly HostId H1 = new(1);
    private static readonly HostId H2 = new(2);

    private readonly List<Socket> reserved = [];
    private readonly PeerAuthority authority = PeerAuthority.Create();
    private HostStack donor = null!; // xunit calls InitializeAsync first.
    private HostStack receiver = null!; // As above.

    public async Task InitializeAsync()
    {
        var addresses = new[] { H1, H2 }.ToImmutableDictionary(host => host, _ => FreeAddress());
        donor = await HostStack.StartAsync(H1, authority.IssueIdentity(H1), addresses);
        receiver = await HostStack.StartAsync(H2, authority.IssueIdentity(H2), addresses);
    }

    public async Task DisposeAsync()
    {
        await receiver.DisposeAsync();
        await donor.DisposeAsync();
        authority.Dispose();
        reserved.ForEach(socket => socket.Dispose());
    }

    [Fact]
    public async Task A_host_gets_the_base_and_the_tail_of_another_one_and_keeps_them()
    {
        await donor.SetBaseAsync(900, Fill);
        await donor.AppendAsync(901, 950);

        Assert.Equal(HostStack.Record(950).End, await CatchUpAsync());
        Assert.Equal(await donor.DescribeBaseAsync(), await receiver.DescribeBaseAsync());
        await receiver.RestartAsync();

        Assert.Null(receiver.Replicas.Damage);
        Assert.Equal(HostStack.Record(900).End, receiver.Replicas.Transfer.End);
        Assert.Equal(VirtualMachineState.Stopped, Assert.Single(await receiver.MachinesAsync()).State);
        await donor.AppendAsync(951, 960);
        Assert.Equal(HostStack.Record(960).End, await CatchUpAsync());
        await receiver.RestartAsync();
        Assert.Equal(HostStack.Record(960).End, receiver.Journal.End);
        Assert.Equal(await donor.DescribeBaseAsync(), await receiver.DescribeBaseAsync());
        await LeavesNothingAsync();
    }

    [Fact]
    public async Task A_base_whose_machine_is_gone_is_replaced()
    {
        await donor.SetBaseAsync(900, Fill);
        await receiver.SetBaseAsync(700, disk => File.WriteAllText(Path.Combine(disk, "old"), "old"));
        Directory.Delete(Assert.Single(await receiver.MachinesAsync()).Disk, recursive: true);
        await receiver.RestartAsync();

        Assert.Equal(HostStack.Record(900).End, await CatchUpAsync());

        Assert.Equal(await donor.DescribeBaseAsync(), await receiver.DescribeBaseAsync());
        await receiver.RestartAsync();
        Assert.Single(await receiver.MachinesAsync());
        Assert.Null(receiver.Replicas.Damage);
    }

    private static void Fill(string disk)
    {
        var large = new byte[40_000_000];
        new Random(1).NextBytes(large);
        File.WriteAllBytes(Path.Combine(disk, "large"), large);
        var inner = Directory.CreateDirectory(Path.Combine(disk, "inner"));
        for (var number = 0; number < 500; number++)
        {
            File.WriteAllText(Path.Combine(inner.FullName, $"{number}"), $"{number}");
        }

        File.SetUnixFileMode(Path.Combine(inner.FullName, "7"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        File.CreateSymbolicLink(Path.Combine(disk, "link"), "inner/7");
    }

    private async Task LeavesNothingAsync()
    {
        await donor.RestartAsync();
        Assert.Single(await donor.MachinesAsync());
    }

    private Task<JournalEnd> CatchUpAsync() => receiver.Peers.CatchUp!.CatchUpAsync(H1, default);

    // Bound, but not listening, until the end: with address reuse the link can take it, and nobody else is given it.
    private IPEndPoint FreeAddress()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        reserved.Add(socket);
        return (IPEndPoint)socket.LocalEndPoint!;
    }
}
