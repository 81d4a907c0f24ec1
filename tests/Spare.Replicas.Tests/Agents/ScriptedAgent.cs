using System.Net;
using System.Net.Sockets;
using Spare.Protocol;
using Spare.Protocol.Agents;
using Spare.Protocol.Agents.Commands;
using Spare.Protocol.Agents.Reports;
using Spare.Replicas.Agents;

namespace Spare.Replicas.Tests.Agents;

/// <summary>An agent in an intruder's hands: it sends what the test tells it, whenever the test likes.</summary>
internal sealed class ScriptedAgent : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly FrameBuffer buffer = new(AgentProtocol.CommandMaximum);
    private Socket? socket;

    public ScriptedAgent() => listener.Start();

    public EndPoint Endpoint => listener.LocalEndpoint;

    public static Welcome Greeting { get; } = new(
        AgentProtocol.Version, new AgentStatus(new UpdateNumber(4), ReplicaUse.Updated, ServiceState.Healthy));

    /// <summary>Takes a connection and greets it.</summary>
    public async Task<AgentConnection> ConnectAsync(AgentConnectionOptions? options = null)
    {
        var connecting = AgentConnection.ConnectAsync(
            Endpoint, options ?? new AgentConnectionOptions(), CancellationToken.None);
        await AcceptAsync();
        await SendAsync(Greeting);
        return await connecting;
    }

    public async Task AcceptAsync()
    {
        socket = await listener.AcceptSocketAsync();
        Assert.Equal(new Hello(AgentProtocol.Version), await ReceiveAsync());
    }

    public async Task<AgentCommand> ReceiveAsync()
    {
        AgentCommand? command;
        while (!TryTake(out command))
        {
            var count = await socket!.ReceiveAsync(buffer.Space);
            Assert.NotEqual(0, count);
            buffer.Received(count);
        }

        return command!;
    }

    public Task SendAsync(AgentReport report) => SendAsync(report.ToFrame());

    public async Task SendAsync(byte[] bytes) => await socket!.SendAsync(bytes);

    public void Hang() => socket!.Shutdown(SocketShutdown.Send);

    public void Dispose()
    {
        socket?.Dispose();
        listener.Dispose();
    }

    private bool TryTake(out AgentCommand? command)
    {
        command = null;
        return buffer.TryTake(out var content) && AgentCommand.TryParse(content, out command);
    }
}
