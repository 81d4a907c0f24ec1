using Spare.Style.Tests.Sources;

namespace Spare.Style.Tests.Rules;

/// <summary>A tiny file that breaks a rule or keeps it, to show that the rule can fail.</summary>
internal static class Sample
{
    public static Finding[] Of(string text, Func<SourceFile, IEnumerable<Finding>> rule, string path = "src/Spare.Sample/Sample.cs") =>
        [.. rule(new SourceFile(path, text))];
}
