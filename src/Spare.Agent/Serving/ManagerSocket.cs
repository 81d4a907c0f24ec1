using System.Net.Sockets;
using Spare.Protocol.Agents;
using Spare.Protocol.Agents.Commands;
using Spare.Protocol.Agents.Reports;

namespace Spare.Agent.Serving;

/// <summary>The connection to the manager: commands in, reports out, from any thread.</summary>
internal sealed class ManagerSocket(Socket socket) : IDisposable
{
    private readonly FrameBuffer buffer = new(AgentProtocol.CommandMaximum);
    private readonly SemaphoreSlim sending = new(1, 1);

    /// <returns><c>null</c> when the manager closed the connection or sent something malformed.</returns>
    public async ValueTask<AgentCommand?> ReceiveAsync(CancellationToken cancellation)
    {
        AgentCommand? command;
        while (!TryTake(out command))
        {
            var count = buffer.Failed ? 0
                : await socket.ReceiveAsync(buffer.Space, cancellation).ConfigureAwait(false);
            if (count == 0)
            {
                return null;
            }

            buffer.Received(count);
        }

        return command;
    }

    public async ValueTask SendAsync(AgentReport report, CancellationToken cancellation)
    {
        ReadOnlyMemory<byte> frame = report.ToFrame();
        await sending.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            while (!frame.IsEmpty)
            {
                frame = frame[await socket.SendAsync(frame, cancellation).ConfigureAwait(false)..];
            }
        }
        finally
        {
            sending.Release();
        }
    }

    public void Dispose()
    {
        socket.Dispose();
        sending.Dispose();
    }

    /// <summary>True with <c>null</c>: a frame that is no command.</summary>
    private bool TryTake(out AgentCommand? command)
    {
        command = null;
        if (!buffer.TryTake(out var content))
        {
            return false;
        }

        _ = AgentCommand.TryParse(content, out command);
        return true;
    }
}
