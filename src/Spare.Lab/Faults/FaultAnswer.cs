namespace Spare.Lab.Faults;

/// <summary>The lab's answer to a <see cref="FaultRequest"/>, one line as well.</summary>
/// <param name="Done">What was done, in a sentence; null: it was not.</param>
/// <param name="Refused">Why it was not.</param>
internal sealed record FaultAnswer(string? Done, string? Refused);
