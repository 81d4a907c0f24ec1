namespace Spare.Lab.Checking;

/// <summary>What the copies are made from.</summary>
/// <param name="ServiceFile">Its full path.</param>
/// <param name="Image">The prepared database.</param>
internal sealed record CheckInputs(string ServiceFile, string Image);
