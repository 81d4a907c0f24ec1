namespace Spare.Commands;

/// <summary>The command line is well formed, but asks for something that there is not; ends with exit code 2.</summary>
public sealed class UsageException(string message) : Exception(message);
