using Spare.Commands;

namespace Spare.Lab;

/// <summary>The machine refused something that the lab needs; the message says what, and what to do next.</summary>
public sealed class LabException(string message, Exception? inner = null) : CommandException(message, inner);
