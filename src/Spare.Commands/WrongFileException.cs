namespace Spare.Commands;

/// <summary>A file has mistakes; the message lists them all, one per line. Ends with exit code 2.</summary>
public sealed class WrongFileException(string report) : Exception(report);
