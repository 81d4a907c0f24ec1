namespace Spare.Commands;

/// <summary>A command failed; the message is one sentence for the person at the terminal, with the next step.</summary>
public class CommandException(string message, Exception? inner = null) : Exception(message, inner);
