using System.Net.Sockets;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Spare.Corosync;
using Spare.Protocol.Wire;
using Spare.Runtime.Ports;

namespace Spare.RemoteMember;

/// <summary>A member that does what a test says over <see cref="MemberWire"/>, until the test closes the connection.</summary>
internal static class MemberProcess
{
    public static async Task RunAsync(string socket, string options)
    {
        await using var calls = await ConnectAsync(socket);
        await using var events = await ConnectAsync(socket);
        await using var group = await JoinAsync(JsonSerializer.Deserialize<CorosyncGroupOptions>(options)!, calls);
        if (group is null)
        {
            return;
        }

        var forwarding = ForwardAsync(group, events);
        using var gate = new SemaphoreSlim(1);
        while (await MemberWire.ReadAsync(calls, CancellationToken.None) is { } call)
        {
            await ServeAsync(group, call, calls, gate);
        }

        await group.DisposeAsync();
        await forwarding;
    }

    private static async Task<NetworkStream> ConnectAsync(string path)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(path));
        return new NetworkStream(socket, ownsSocket: true);
    }

    /// <summary>Tells the test why when it fails.</summary>
    private static async Task<CorosyncGroup?> JoinAsync(CorosyncGroupOptions options, NetworkStream calls)
    {
        var writer = new WireWriter();
        try
        {
            var group = await CorosyncGroup.JoinAsync(options, NullLogger.Instance, CancellationToken.None);
            writer.Text("");
            await MemberWire.WriteAsync(calls, writer.ToArray(), CancellationToken.None);
            return group;
        }
        catch (GroupException e)
        {
            writer.Text(e.Message);
            await MemberWire.WriteAsync(calls, writer.ToArray(), CancellationToken.None);
            return null;
        }
    }

    private static async Task ForwardAsync(CorosyncGroup group, NetworkStream events)
    {
        try
        {
            await foreach (var item in group.Events.ReadAllAsync())
            {
                await MemberWire.WriteAsync(events, MemberWire.Format(item), CancellationToken.None);
            }
        }
        catch (IOException)
        {
            // The test is gone, and this process soon will be.
        }
    }

    private static async Task ServeAsync(CorosyncGroup group, byte[] call, NetworkStream calls, SemaphoreSlim gate)
    {
        var (kind, number) = (call[0], BitConverter.ToUInt64(call, 1));
        if (kind == MemberWire.Multicast)
        {
            // Called here, one after the other, so that the order of the calls is kept; awaited elsewhere.
            var result = group.MulticastAsync(call.AsMemory(1 + sizeof(ulong)), CancellationToken.None).AsTask();
            _ = result.ContinueWith(
                done => AnswerAsync(number, [(byte)done.Result], calls, gate), TaskScheduler.Default);
            return;
        }

        var traffic = group.Traffic;
        await AnswerAsync(number, JsonSerializer.SerializeToUtf8Bytes(traffic), calls, gate);
    }

    private static async Task AnswerAsync(ulong number, byte[] answer, NetworkStream calls, SemaphoreSlim gate)
    {
        await gate.WaitAsync();
        try
        {
            await MemberWire.WriteAsync(calls, (byte[])[.. BitConverter.GetBytes(number), .. answer], CancellationToken.None);
        }
        catch (IOException)
        {
            // The test is gone, and this process soon will be.
        }
        finally
        {
            gate.Release();
        }
    }
}
