namespace Spare.Evaluation;

/// <summary>Results are not there, or not what they should be; the message says which.</summary>
internal sealed class ResultsException(string message) : Exception(message);
