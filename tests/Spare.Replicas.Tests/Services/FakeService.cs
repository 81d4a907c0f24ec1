using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Spare.Replicas.Tests.Services;

/// <summary>A service on a free port that does on each connection, byte for byte, what the test says.</summary>
internal sealed class FakeService : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentBag<FakeServiceConnection> connections = [];
    private readonly CancellationTokenSource end = new();
    private readonly Func<FakeServiceConnection, Task> script;
    private readonly Task accepting;

    public FakeService(Func<FakeServiceConnection, Task> script)
    {
        this.script = script;
        listener.Start();
        accepting = AcceptAsync();
    }

    public IPEndPoint Endpoint => (IPEndPoint)listener.LocalEndpoint;

    /// <summary>Heads and bodies of all requests that came.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    public int Connections => connections.Count;

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        await accepting;
        listener.Stop();
        foreach (var connection in connections)
        {
            connection.Dispose();
        }

        end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var socket = await listener.AcceptSocketAsync(end.Token);
                var connection = new FakeServiceConnection(socket, connections.Count, this);
                connections.Add(connection);
                _ = RunAsync(connection);
            }
        }
        catch (Exception stopped) when (stopped is OperationCanceledException or SocketException)
        {
            // The test is over.
        }
    }

    private async Task RunAsync(FakeServiceConnection connection)
    {
        try
        {
            await script(connection);
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException)
        {
            // The client closed: what most of these tests are about.
        }
    }
}

internal sealed class FakeServiceConnection(Socket socket, int number, FakeService service) : IDisposable
{
    private readonly NetworkStream stream = new(socket, ownsSocket: true);

    /// <summary>0 for the first connection.</summary>
    public int Number => number;

    /// <summary>Reads a whole request; null when the client closed first.</summary>
    public async Task<string?> ReadRequestAsync()
    {
        var text = new StringBuilder();
        var buffer = new byte[64 * 1024];
        while (!IsWhole(text.ToString()))
        {
            var count = await stream.ReadAsync(buffer);
            if (count == 0)
            {
                return null;
            }

            text.Append(Encoding.Latin1.GetString(buffer, 0, count));
        }

        service.Requests.Enqueue(text.ToString());
        return text.ToString();
    }

    public async Task SendAsync(string text) => await stream.WriteAsync(Encoding.Latin1.GetBytes(text));

    /// <summary>Whether by an orderly end or by a reset.</summary>
    public async Task WaitForCloseAsync()
    {
        var buffer = new byte[1024];
        try
        {
            while (await stream.ReadAsync(buffer) > 0)
            {
                // What else is sent does not matter.
            }
        }
        catch (IOException)
        {
            // Reset.
        }
    }

    public void Close() => stream.Dispose();

    public void Dispose() => stream.Dispose();

    private static bool IsWhole(string text)
    {
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0)
        {
            return false;
        }

        const string name = "content-length: ";
        var at = text.IndexOf(name, StringComparison.Ordinal);
        var length = at < 0 || at > end ? 0
            : int.Parse(text[(at + name.Length)..].Split('\r')[0], CultureInfo.InvariantCulture);
        return text.Length >= end + 4 + length;
    }
}
