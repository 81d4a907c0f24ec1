using System.Net.Security;

namespace Spare.Peers;

/// <summary>What a connection between managers is for: named in its handshake (ALPN), with the version.</summary>
internal static class PeerProtocol
{
    public static readonly SslApplicationProtocol Messages = new("spare-messages/1");

    public static readonly SslApplicationProtocol CatchUp = new("spare-catch-up/1");
}
