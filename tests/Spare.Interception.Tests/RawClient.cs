using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Spare.Interception.Tests;

/// <summary>A client that sends bytes as they are and reads replies without help; every wait ends by a deadline.</summary>
internal sealed class RawClient : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(15);

    private readonly Stream stream;
    private readonly Socket socket;
    private readonly StringBuilder received = new();

    private RawClient(Socket socket, Stream stream) => (this.socket, this.stream) = (socket, stream);

    public static async Task<RawClient> ConnectAsync(Uri address, Func<Stream, Task<Stream>>? wrap = null)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(address.Host, address.Port);
        Stream stream = new NetworkStream(socket, ownsSocket: true);
        return new RawClient(socket, wrap is null ? stream : await wrap(stream));
    }

    /// <summary>Something has come that was not read.</summary>
    public bool HasReply => socket.Available > 0;

    public async Task SendAsync(string text) => await stream.WriteAsync(Encoding.Latin1.GetBytes(text));

    public void CloseSending() => socket.Shutdown(SocketShutdown.Send);

    /// <summary>Reads one reply; without a length its body lasts until the end of the connection.</summary>
    public async Task<RawReply> ReadReplyAsync(bool isHead = false)
    {
        var headEnd = await ReadUntilAsync(text => text.IndexOf("\r\n\r\n", StringComparison.Ordinal));
        var head = received.ToString(0, headEnd);
        received.Remove(0, headEnd + 4);
        var reply = RawReply.Parse(head);
        var length = isHead || reply.Status is 204 or 304 or 100 ? 0 : reply.Length;
        await ReadUntilAsync(text => text.Length >= length ? length : -1);
        var body = received.ToString(0, length);
        received.Remove(0, length);
        return reply with { Body = body };
    }

    /// <summary>True when the server has closed and nothing more was to be read.</summary>
    public async Task<bool> IsClosedAsync()
    {
        try
        {
            return received.Length == 0 && await ReadSomeAsync() == 0;
        }
        catch (IOException)
        {
            return true;
        }
    }

    public void Dispose() => stream.Dispose();

    private async Task<int> ReadUntilAsync(Func<string, int> find)
    {
        int found;
        while ((found = find(received.ToString())) < 0)
        {
            if (await ReadSomeAsync() == 0)
            {
                throw new IOException($"Closed after: {received}");
            }
        }

        return found;
    }

    private async Task<int> ReadSomeAsync()
    {
        using var deadline = new CancellationTokenSource(Deadline);
        var buffer = new byte[64 * 1024];
        var count = await stream.ReadAsync(buffer, deadline.Token);
        received.Append(Encoding.Latin1.GetString(buffer, 0, count));
        return count;
    }
}

internal sealed record RawReply(int Status, ILookup<string, string> Headers, string Body)
{
    public int Length => Headers["content-length"].SingleOrDefault() is { } text
        ? int.Parse(text, CultureInfo.InvariantCulture) : 0;

    public bool SaysClose => Headers["connection"].Contains("close");

    public static RawReply Parse(string head)
    {
        var lines = head.Split("\r\n");
        var headers = lines.Skip(1).Select(line => line.Split(": ", 2))
            .ToLookup(parts => parts[0].ToLowerInvariant(), parts => parts[1]);
        return new RawReply(int.Parse(lines[0].Split(' ')[1], CultureInfo.InvariantCulture), headers, string.Empty);
    }
}
