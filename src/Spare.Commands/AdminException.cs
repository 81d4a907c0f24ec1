namespace Spare.Commands;

/// <summary>A daemon could not be reached or refused; the message says what, and what to do next.</summary>
public sealed class AdminException(string message, Exception? inner = null) : CommandException(message, inner);
