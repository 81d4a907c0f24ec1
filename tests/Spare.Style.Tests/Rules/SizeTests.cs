using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Spare.Style.Tests.Sources;

namespace Spare.Style.Tests.Rules;

public sealed class SizeTests
{
    private const int ProductionFileMaximum = 400;
    private const int TestFileMaximum = 600;
    private const int MethodMaximum = 60;
    private const int ParameterMaximum = 7;
    private const int ColumnMaximum = 140;

    [Fact]
    public void Files_are_short_enough_to_read_at_once() => Repository.Keeps(Files);

    [Fact]
    public void A_long_file_is_found() =>
        Assert.Single(Sample.Of(new string('\n', ProductionFileMaximum + 1), Files));

    [Fact]
    public void Methods_are_short() => Repository.Keeps(Methods);

    [Fact]
    public void A_long_method_is_found() => Assert.Single(Sample.Of(
        $$"""class A { void Long() { {{new string('\n', MethodMaximum + 1)}} } void Short() { } }""", Methods));

    [Fact]
    public void Constructors_take_few_parameters() => Repository.Keeps(Constructors);

    [Fact]
    public void A_constructor_with_eight_parameters_is_found() => Assert.Equal(2, Sample.Of(
        """
        class A { A(int a, int b, int c, int d, int e, int f, int g, int h) { } }
        class B(int a, int b, int c, int d, int e, int f, int g, int h);
        record Message(int A, int B, int C, int D, int E, int F, int G, int H);
        """,
        Constructors).Length);

    [Fact]
    public void Lines_fit_a_window() => Repository.Keeps(Columns);

    [Fact]
    public void A_long_line_is_found() => Assert.Single(Sample.Of(new string('x', ColumnMaximum + 1), Columns));

    private static IEnumerable<Finding> Files(SourceFile file)
    {
        var maximum = file.IsTest ? TestFileMaximum : ProductionFileMaximum;
        return file.IsCSharp && file.Lines.Length > maximum + 1
            ? [file.AtLine(maximum, $"the file has {file.Lines.Length} lines; split it by topic below {maximum}")]
            : [];
    }

    private static IEnumerable<Finding> Methods(SourceFile file)
    {
        SyntaxNode[] methods =
        [
            .. file.IsCSharp ? file.All<BaseMethodDeclarationSyntax>() : [],
            .. file.IsCSharp ? file.All<LocalFunctionStatementSyntax>() : [],
            .. file.IsCSharp ? file.All<AccessorDeclarationSyntax>() : [],
        ];
        foreach (var method in methods)
        {
            var span = method.GetLocation().GetLineSpan();
            var lines = span.EndLinePosition.Line - span.StartLinePosition.Line + 1;
            if (lines > MethodMaximum)
            {
                yield return file.At(method, $"a method of {lines} lines; give its steps names, below {MethodMaximum}");
            }
        }
    }

    /// <summary>Records are messages: their fields are what the protocol needs, and they have no behaviour to split.</summary>
    private static IEnumerable<Finding> Constructors(SourceFile file)
    {
        if (!file.IsProduction)
        {
            return [];
        }

        var own = file.All<ConstructorDeclarationSyntax>().Select(constructor => constructor.ParameterList);
        var primary = file.All<TypeDeclarationSyntax>().Where(type => type is not RecordDeclarationSyntax)
            .Select(type => type.ParameterList).OfType<ParameterListSyntax>();
        return own.Concat(primary).Where(list => list.Parameters.Count > ParameterMaximum).Select(list => file.At(
            list, $"a constructor with {list.Parameters.Count} parameters; group what belongs together, at most {ParameterMaximum}"));
    }

    private static IEnumerable<Finding> Columns(SourceFile file)
    {
        for (var i = 0; file.IsCSharp && i < file.Lines.Length; i++)
        {
            if (file.Lines[i].Length > ColumnMaximum)
            {
                yield return file.AtLine(i + 1, $"{file.Lines[i].Length} columns; break the line, 120 is the aim");
            }
        }
    }
}
