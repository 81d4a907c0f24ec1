using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Spare.Style.Tests.Sources;

namespace Spare.Style.Tests.Rules;

/// <summary>C# does not know that a union is closed: that every event and effect has somebody who looks at it is shown here.</summary>
public sealed class HandlingTests
{
    [Fact]
    public void Every_event_and_effect_is_matched_somewhere() =>
        Repository.Keeps(Unhandled([.. Repository.Files.Where(file => file.IsProduction)]));

    [Fact]
    public void An_event_that_nobody_matches_is_found()
    {
        var declaration = new SourceFile(
            "src/Spare.Sample/StepEvent.cs",
            "abstract record StepEvent { sealed record Begun(int A) : StepEvent; sealed record Ended : StepEvent; }");
        var user = new SourceFile(
            "src/Spare.Sample/Machine.cs", "class Machine { void M(object o) { switch (o) { case StepEvent.Begun begun: break; } } }");

        Assert.Contains("StepEvent.Ended", Assert.Single(Unhandled([declaration, user])).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("o switch { StepEvent.Begun { A: 1 } => 1, _ => 2 }")]
    [InlineData("o switch { StepEvent.Begun(1) => 1, _ => 2 }")]
    [InlineData("o switch { StepEvent.Begun => 1, _ => 2 }")]
    [InlineData("o is StepEvent.Begun { A: > 2 } found ? 1 : 2")]
    [InlineData("o is not StepEvent.Begun ? 1 : 2")]
    [InlineData("o is StepEvent.Begun ? 1 : 2")]
    public void Every_form_of_matching_counts(string expression)
    {
        var declaration = new SourceFile(
            "src/Spare.Sample/StepEvent.cs", "abstract record StepEvent { sealed record Begun(int A) : StepEvent; }");
        var user = new SourceFile("src/Spare.Sample/Machine.cs", $"class Machine {{ int M(object o) => {expression}; }}");

        Assert.Empty(Unhandled([declaration, user]));
    }

    private static IEnumerable<Finding> Unhandled(SourceFile[] files)
    {
        var matched = files.SelectMany(Matched).ToHashSet(StringComparer.Ordinal);
        foreach (var file in files)
        {
            var unions = file.All<RecordDeclarationSyntax>().Where(record => record.Modifiers.Any(SyntaxKind.AbstractKeyword)
                && (record.Identifier.Text.EndsWith("Event", StringComparison.Ordinal)
                    || record.Identifier.Text.EndsWith("Effect", StringComparison.Ordinal)));
            foreach (var missing in unions.SelectMany(LayoutTests.CasesOf))
            {
                var name = $"{((RecordDeclarationSyntax)missing.Parent!).Identifier.Text}.{missing.Identifier.Text}";
                if (!matched.Contains(name))
                {
                    yield return file.At(missing, $"nobody matches {name}: handle it, or remove it");
                }
            }
        }
    }

    /// <summary>The last two parts of every qualified name that stands in a pattern.</summary>
    private static IEnumerable<string> Matched(SourceFile file)
    {
        foreach (var node in file.Syntax.DescendantNodes())
        {
            SyntaxNode? pattern = node switch
            {
                DeclarationPatternSyntax declaration => declaration.Type,
                RecursivePatternSyntax recursive => recursive.Type,
                TypePatternSyntax type => type.Type,
                ConstantPatternSyntax constant => constant.Expression,
                BinaryExpressionSyntax { RawKind: (int)SyntaxKind.IsExpression } test => test.Right,
                CaseSwitchLabelSyntax label => label.Value,
                _ => null,
            };
            if (pattern?.ToString().Split('.') is [.., var union, var name])
            {
                yield return $"{union}.{name}";
            }
        }
    }
}
