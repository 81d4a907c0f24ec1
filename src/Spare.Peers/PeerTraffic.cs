namespace Spare.Peers;

/// <summary>What a link did so far.</summary>
/// <param name="Dropped">Messages that were not sent: no connection, a full queue, or too large.</param>
/// <param name="Refused">Connections that were closed for what they were or did.</param>
public readonly record struct PeerTraffic(long Sent, long Dropped, long Received, long Refused);
