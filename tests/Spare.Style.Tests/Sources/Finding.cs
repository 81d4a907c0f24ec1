namespace Spare.Style.Tests.Sources;

/// <summary>A place that breaks a rule, with the remedy in the sentence.</summary>
internal sealed record Finding(string Path, int Line, string Text)
{
    public override string ToString() => $"{Path}:{Line}: {Text}";
}
