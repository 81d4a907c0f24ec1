namespace Spare.Runtime.Ports;

/// <summary>The group cannot be joined; the message says why and what to do.</summary>
public sealed class GroupException(string message, Exception? inner = null) : Exception(message, inner);
