using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace Spare.Interception.Connections;

/// <summary>
/// Counts clients' connections. One too many is told so in plain HTTP and closed; beyond
/// <see cref="RefusedMaximum"/> of those at a time, Kestrel closes without a word.
/// </summary>
internal sealed class ConnectionGate(int maximum, ILogger logger)
{
    public const int RefusedMaximum = 256;

    /// <summary>A refused client has this long to read the answer and close.</summary>
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(2);

    private static readonly byte[] Refusal = Encoding.ASCII.GetBytes(
        "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");

    private int open;

    public async Task PassAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        try
        {
            if (Interlocked.Increment(ref open) <= maximum)
            {
                await next(connection).ConfigureAwait(false);
            }
            else
            {
                Log.ConnectionRefused(logger, maximum);
                await RefuseAsync(connection).ConfigureAwait(false);
            }
        }
        finally
        {
            Interlocked.Decrement(ref open);
        }
    }

    private static async Task RefuseAsync(ConnectionContext connection)
    {
        using var patience = new CancellationTokenSource(Linger);
        try
        {
            await connection.Transport.Output.WriteAsync(Refusal, patience.Token).ConfigureAwait(false);
            await connection.Transport.Output.CompleteAsync().ConfigureAwait(false);

            // What the client is sending is read: closing over unread bytes would reset the answer away.
            var input = connection.Transport.Input;
            while (await input.ReadAsync(patience.Token).ConfigureAwait(false) is { IsCompleted: false } read)
            {
                input.AdvanceTo(read.Buffer.End);
            }
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            connection.Abort();
        }
        catch (ConnectionResetException)
        {
            connection.Abort();
        }
    }
}
