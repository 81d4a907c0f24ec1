using System.Net.Sockets;

namespace Spare.Peers;

/// <summary>What the sockets of both directions have in common.</summary>
internal static class PeerSocket
{
    /// <summary>The first byte that the accepting side sends: this version of the protocol.</summary>
    public const byte Greeting = 1;

    private const int TcpLevel = 6;
    private const int UserTimeout = 18;
    private const int KeepAliveSeconds = 2;
    private const int KeepAliveRetries = 3;

    public static Socket Create(AddressFamily family, PeerLinkOptions options)
    {
        var socket = new Socket(family, SocketType.Stream, ProtocolType.Tcp);
        Prepare(socket, options);
        return socket;
    }

    /// <summary>
    /// Small frames leave at once. A peer that is gone without a word is noticed within seconds: otherwise TCP would
    /// try for minutes, and longer and longer after a cable was cut would look for it again.
    /// </summary>
    public static void Prepare(Socket socket, PeerLinkOptions options)
    {
        socket.NoDelay = true;
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, KeepAliveSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 1);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, KeepAliveRetries);
        socket.SetRawSocketOption(
            TcpLevel, UserTimeout, BitConverter.GetBytes((int)options.AcknowledgementPatience.TotalMilliseconds));
    }
}
