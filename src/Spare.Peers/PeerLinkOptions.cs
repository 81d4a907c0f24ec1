using System.Collections.Immutable;
using System.Net;
using Spare.Protocol;

namespace Spare.Peers;

/// <summary>Where the managers are, and the bounds of what one of them keeps for the others.</summary>
public sealed record PeerLinkOptions
{
    public required IPEndPoint Listen { get; init; }

    /// <summary>The other managers.</summary>
    public required ImmutableDictionary<HostId, IPEndPoint> Peers { get; init; }

    /// <summary>Largest message in bytes; whoever sends a larger one is disconnected.</summary>
    public int MessageMaximum { get; init; } = 64 * 1024;

    /// <summary>Bytes that wait for one peer; at this number messages to it are dropped.</summary>
    public int SendBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>Deliveries that wait for their reader; at this number the connections wait.</summary>
    public int DeliveryMaximum { get; init; } = 4096;

    /// <summary>How long a new connection may take to say who it is.</summary>
    public TimeSpan HandshakePatience { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long sent bytes may stay without an acknowledgement before the connection is given up.</summary>
    public TimeSpan AcknowledgementPatience { get; init; } = TimeSpan.FromSeconds(5);

    public TimeSpan ReconnectPauseMinimum { get; init; } = TimeSpan.FromMilliseconds(50);

    public TimeSpan ReconnectPauseMaximum { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long the other side of a catch-up may send nothing, not even that it is still there.</summary>
    public TimeSpan TransferSilence { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Hosts that catch up from this one at the same time; further ones are refused.</summary>
    public int DonationMaximum { get; init; } = 4;

    /// <summary>At most one line about refused connections in this time.</summary>
    public TimeSpan RefusalLogInterval { get; init; } = TimeSpan.FromSeconds(10);
}
