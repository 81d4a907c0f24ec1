using Spare.Protocol;

namespace Spare.Peers.Tests;

/// <summary>One message by itself, as a test sends it.</summary>
internal static class SendingNow
{
    public static bool SendNow(this PeerLink link, HostId receiver, ReadOnlySpan<byte> message)
    {
        var taken = link.Send(receiver, message);
        link.Flush();
        return taken;
    }
}
