namespace Spare.Peers;

/// <summary>The link between managers cannot be set up; the message says what to correct.</summary>
public sealed class PeerException(string message, Exception? inner = null) : Exception(message, inner);
