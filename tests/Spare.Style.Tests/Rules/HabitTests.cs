using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Spare.Style.Tests.Sources;

namespace Spare.Style.Tests.Rules;

public sealed partial class HabitTests
{
    [Fact]
    public void Tests_wait_for_conditions_and_not_for_time() => Repository.Keeps(Waits);

    [Theory]
    [InlineData("class A { void M() { Thread.Sleep(1); } }")]
    [InlineData("class A { async Task M() { await Task.Delay(1); } }")]
    public void A_test_that_sleeps_is_found(string text) =>
        Assert.Single(Sample.Of(text, Waits, "tests/Spare.Sample.Tests/SampleTests.cs"));

    [Fact]
    public void A_loop_that_polls_with_a_deadline_may_pause() => Assert.Empty(Sample.Of(
        "class Eventually { async Task M() { await Task.Delay(1); } }", Waits, "tests/Spare.Sample.Tests/Eventually.cs"));

    [Fact]
    public void Nothing_is_left_to_do_and_nothing_is_folded_away() => Repository.Keeps(Remains);

    [Theory]
    [InlineData("// TO" + "DO: later")]
    [InlineData("/* FIX" + "ME */")]
    [InlineData("// HA" + "CK")]
    [InlineData("#region A\n#endregion")]
    [InlineData("// var x = Call(y);")]
    public void A_remainder_is_found(string text) => Assert.NotEmpty(Sample.Of(text, Remains));

    [Fact]
    public void An_ordinary_comment_is_not() =>
        Assert.Empty(Sample.Of("// The source must be paused first; otherwise its disk is torn.", Remains));

    [Fact]
    public void Whoever_catches_everything_says_why() => Repository.Keeps(Catches);

    [Fact]
    public void A_silent_catch_is_found()
    {
        Assert.Single(Sample.Of("class A { void M() { try { } catch (Exception) { } } }", Catches));
        Assert.Single(Sample.Of("class A { void M() { try { } catch { } } }", Catches));
        Assert.Empty(Sample.Of("class A { void M() { try { } catch { Undo(); throw; } } }", Catches));
        Assert.Empty(Sample.Of("class A { void M() { try { } catch (Exception e) when (e is IOException) { } } }", Catches));
        Assert.Empty(Sample.Of("class A { void M() { try { } catch (Exception e)\n{\n// The loop outlives one client.\n} } }", Catches));
    }

    [Fact]
    public void Nothing_but_programs_and_their_commands_writes_to_the_console() => Repository.Keeps(Consoles);

    [Fact]
    public void A_library_that_prints_is_found() =>
        Assert.Single(Sample.Of("class A { void M() { Console.WriteLine(1); } }", Consoles, "src/Spare.Journal/A.cs"));

    private static IEnumerable<Finding> Waits(SourceFile file) =>
        file.IsTest && Path.GetFileNameWithoutExtension(file.Path) != "Eventually"
            ? file.All<MemberAccessExpressionSyntax>()
                .Where(access => access.ToString() is "Thread.Sleep" or "Task.Delay")
                .Select(access => file.At(access, $"{access} in a test: wait for a condition (Eventually polls one with a deadline)"))
            : [];

    private static IEnumerable<Finding> Remains(SourceFile file)
    {
        foreach (var trivia in file.IsCSharp ? file.Syntax.DescendantTrivia(descendIntoTrivia: true) : [])
        {
            if (trivia.IsKind(SyntaxKind.RegionDirectiveTrivia))
            {
                yield return file.AtLine(LineOf(trivia), "#region: a type that needs folding is two types");
            }
            else if (IsComment(trivia) && UnfinishedWords().IsMatch(trivia.ToString()))
            {
                yield return file.AtLine(LineOf(trivia), "finish it, or write down where it belongs");
            }
            else if (trivia.IsKind(SyntaxKind.SingleLineCommentTrivia) && DisabledCode().IsMatch(trivia.ToString()))
            {
                yield return file.AtLine(LineOf(trivia), "code in a comment: history keeps it");
            }
        }
    }

    private static IEnumerable<Finding> Catches(SourceFile file) =>
        file.IsProduction
            ? file.All<CatchClauseSyntax>()
                .Where(clause => clause.Filter is null && clause.Declaration?.Type.ToString() is null or "Exception" or "System.Exception")
                .Where(clause => !clause.DescendantTrivia().Any(IsComment) && !RethrowsInTheEnd(clause))
                .Select(clause => file.At(clause, "catches everything: name the exceptions, or say in a comment inside why here"))
            : [];

    /// <summary>Cleaning up and letting the exception go on hides nothing.</summary>
    private static bool RethrowsInTheEnd(CatchClauseSyntax clause) =>
        clause.Block.Statements.LastOrDefault() is ThrowStatementSyntax { Expression: null };

    private static IEnumerable<Finding> Consoles(SourceFile file) =>
        file.IsProduction && file.Project is not ("Spare.Cli" or "Spare.Commands" or "Spare.Lab" or "Spare.Daemon" or "Spare.Agent")
            ? file.All<MemberAccessExpressionSyntax>()
                .Where(access => access.Expression.ToString() is "Console" or "System.Console")
                .Select(access => file.At(access, "a library prints nothing: return it, or log it"))
            : [];

    private static bool IsComment(SyntaxTrivia trivia) => trivia.Kind() is SyntaxKind.SingleLineCommentTrivia
        or SyntaxKind.MultiLineCommentTrivia or SyntaxKind.SingleLineDocumentationCommentTrivia;

    private static int LineOf(SyntaxTrivia trivia) => trivia.GetLocation().GetLineSpan().StartLinePosition.Line + 1;

    [GeneratedRegex(@"\b(?:TODO|FIXME|HACK|XXX|TBD)\b", RegexOptions.CultureInvariant)]
    private static partial Regex UnfinishedWords();

    [GeneratedRegex(@"^//\s*(?:[\w.<>\[\] ]+ = )?[\w.]+\(.*\);\s*$|^//\s*[{}]\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex DisabledCode();
}
