namespace Spare.Runtime.Groups;

/// <summary>What one member sent and received so far.</summary>
/// <param name="MessagesSent">Messages whose last byte the transport took.</param>
/// <param name="PacketsSent">Packets that carried them: fewer when messages were packed, more when they were split.</param>
/// <param name="Stalls">How often the transport's flow control refused a packet.</param>
/// <param name="PacketsIgnored">Packets that were malformed, or the rest of a message whose beginning was missed.</param>
public readonly record struct GroupTraffic(long MessagesSent, long PacketsSent, long Stalls, long PacketsIgnored);
