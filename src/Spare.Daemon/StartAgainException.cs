namespace Spare.Daemon;

/// <summary>The daemon wants to be started again; the message says why.</summary>
internal sealed class StartAgainException(string message) : Exception(message);
