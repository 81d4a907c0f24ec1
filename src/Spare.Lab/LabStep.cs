namespace Spare.Lab;

/// <summary>Something that a lab begins to do, for the person who waits.</summary>
/// <param name="Text">What, in a few words: <c>Corosync ring of 2 hosts</c>.</param>
public sealed record LabStep(string Text);
