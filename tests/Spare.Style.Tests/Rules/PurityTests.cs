using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Spare.Style.Tests.Projects;
using Spare.Style.Tests.Sources;

namespace Spare.Style.Tests.Rules;

/// <summary>What the banned-symbols analyzer does not see in pure projects.</summary>
public sealed class PurityTests
{
    [Fact]
    public void Pure_projects_have_no_lock_no_task_and_no_chance_of_their_own()
    {
        var pure = ProjectFile.All.Where(project => project.IsPure).Select(project => project.Name).ToHashSet(StringComparer.Ordinal);
        Assert.Contains("Spare.Protocol", pure);
        Repository.Keeps(file => file.IsProduction && pure.Contains(file.Project) ? Impurities(file) : []);
    }

    [Theory]
    [InlineData("class A { void M() { lock (this) { } } }")]
    [InlineData("class A { async void M() { } }")]
    [InlineData("class A { object M() => new Random(); }")]
    [InlineData("class A { System.Random M() => new(); }")]
    [InlineData("class A { void M() { B(async () => 1); } }")]
    [InlineData("class A { unsafe void M() { } }")]
    [InlineData("class A { volatile int m; }")]
    [InlineData("class A { static int count; }")]
    [InlineData("class A { [System.ThreadStatic] static readonly int count; }")]
    public void An_impurity_is_found(string text) => Assert.NotEmpty(Sample.Of(text, Impurities));

    [Fact]
    public void Ordinary_code_is_not() =>
        Assert.Empty(Sample.Of("class A { static readonly int Count = 1; const int B = 2; int c; A M() => new(); }", Impurities));

    private static IEnumerable<Finding> Impurities(SourceFile file)
    {
        foreach (var statement in file.All<LockStatementSyntax>())
        {
            yield return file.At(statement, "lock in a pure project: the event loop owns the machine");
        }

        foreach (var token in file.Syntax.DescendantTokens())
        {
            if (Remedy(token) is { } remedy)
            {
                yield return file.At(token, remedy);
            }
        }

        foreach (var field in file.All<FieldDeclarationSyntax>().Where(IsSharedState))
        {
            yield return file.At(field, "state shared by all machines of the process: make it a field of one machine");
        }
    }

    private static string? Remedy(SyntaxToken token) => token.Kind() switch
    {
        SyntaxKind.AsyncKeyword => "async in a pure project: return an effect, take the end of slow work as an event",
        SyntaxKind.UnsafeKeyword => "unsafe in a pure project: what a peer sends ends here",
        SyntaxKind.VolatileKeyword => "volatile in a pure project: the event loop owns the machine",
        SyntaxKind.IdentifierToken when token.Text is "Random" => "Random in a pure project: randomness is an argument",
        _ => null,
    };

    private static bool IsSharedState(FieldDeclarationSyntax field) =>
        field.Modifiers.Any(SyntaxKind.StaticKeyword)
        && (!field.Modifiers.Any(SyntaxKind.ReadOnlyKeyword) || field.AttributeLists.Count > 0);
}
