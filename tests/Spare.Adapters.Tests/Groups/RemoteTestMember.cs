using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;
using System.Text.Json;
using System.Threading.Channels;
using Spare.Corosync;
using Spare.Lab.Networks;
using Spare.Protocol.Wire;
using Spare.RemoteMember;
using Spare.Runtime.Groups;
using Spare.Runtime.Ports;

namespace Spare.Adapters.Tests.Groups;

/// <summary>A Corosync group in a process inside a host, used as if it were here.</summary>
internal sealed class RemoteTestMember : TestMember, IGroup
{
    private readonly Process process;
    private readonly NetworkStream calls;
    private readonly NetworkStream events;
    private readonly GroupLimits limits;
    private readonly SemaphoreSlim writing = new(1);
    private readonly ConcurrentDictionary<ulong, TaskCompletionSource<byte[]>> pending = [];

    // Few, so that a test that does not read makes the member's own reader slow.
    private readonly Channel<GroupEvent> received = Channel.CreateBounded<GroupEvent>(4);
    private ulong number;

    private RemoteTestMember(Process process, NetworkStream calls, NetworkStream events, GroupLimits limits)
    {
        (this.process, this.calls, this.events, this.limits) = (process, calls, events, limits);
    }

    public override IGroup Group => this;

    public ChannelReader<GroupEvent> Events => received.Reader;

    public int MessageMaximum => limits.MessageMaximum;

    /// <summary>Throws what the member's join threw.</summary>
    public static async Task<RemoteTestMember> StartAsync(HostNamespace host, CorosyncGroupOptions options)
    {
        var path = Path.Combine(host.Directory, $"member-{Path.GetRandomFileName()}.sock");
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        var process = Process.Start(host.RunIn(
            Dotnet, "exec", typeof(MemberWire).Assembly.Location, "member", path, JsonSerializer.Serialize(options)))!;
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var calls = new NetworkStream(await listener.AcceptAsync(deadline.Token), ownsSocket: true);
        var events = new NetworkStream(await listener.AcceptAsync(deadline.Token), ownsSocket: true);
        var member = new RemoteTestMember(process, calls, events, options.Limits);
        if (ReadJoined(await MemberWire.ReadAsync(calls, deadline.Token)) is { Length: > 0 } failure)
        {
            await member.DisposeAsync();
            throw new GroupException(failure);
        }

        _ = member.ReadAnswersAsync();
        _ = member.ReadEventsAsync();
        return member;
    }

    public async ValueTask<MulticastResult> MulticastAsync(ReadOnlyMemory<byte> message, CancellationToken cancellation) =>
        (MulticastResult)(await CallAsync(MemberWire.Multicast, message))[0];

    public override async Task<GroupTraffic> TrafficAsync() =>
        JsonSerializer.Deserialize<GroupTraffic>(await CallAsync(MemberWire.Traffic, default));

    public override async Task CrashAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await calls.DisposeAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
        }

        await events.DisposeAsync();
    }

    private static string Dotnet =>
        Environment.ProcessPath is { } path && Path.GetFileName(path) == "dotnet" ? path : "dotnet";

    private static string ReadJoined(byte[]? frame) =>
        frame is null ? "The member process ended at once." : new WireReader(frame).Text(frame.Length);

    private async Task<byte[]> CallAsync(byte kind, ReadOnlyMemory<byte> argument)
    {
        var answer = new TaskCompletionSource<byte[]>(TaskCreationOptions.RunContinuationsAsynchronously);
        await writing.WaitAsync();
        try
        {
            var call = new byte[1 + sizeof(ulong) + argument.Length];
            call[0] = kind;
            BinaryPrimitives.WriteUInt64LittleEndian(call.AsSpan(1), ++number);
            argument.CopyTo(call.AsMemory(1 + sizeof(ulong)));
            pending[number] = answer;
            await MemberWire.WriteAsync(calls, call, CancellationToken.None);
        }
        finally
        {
            writing.Release();
        }

        return await answer.Task;
    }

    private async Task ReadAnswersAsync()
    {
        try
        {
            while (await MemberWire.ReadAsync(calls, CancellationToken.None) is { } answer)
            {
                pending.TryRemove(BinaryPrimitives.ReadUInt64LittleEndian(answer), out var waiting);
                waiting!.SetResult(answer[sizeof(ulong)..]);
            }
        }
        catch (ObjectDisposedException)
        {
            // Disposed by the test.
        }
    }

    private async Task ReadEventsAsync()
    {
        try
        {
            while (await MemberWire.ReadAsync(events, CancellationToken.None) is { } item)
            {
                await received.Writer.WriteAsync(MemberWire.Parse(item));
            }
        }
        catch (ObjectDisposedException)
        {
            // Disposed by the test.
        }

        received.Writer.TryComplete();
    }
}
