namespace Spare.Daemon;

/// <summary>The daemon has nothing to go on from, and would have no more if it were started again; the message says why.</summary>
internal sealed class StaysAwayException(string message) : Exception(message);
