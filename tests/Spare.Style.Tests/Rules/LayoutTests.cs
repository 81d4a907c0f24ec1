using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Spare.Style.Tests.Sources;

namespace Spare.Style.Tests.Rules;

public sealed class LayoutTests
{
    /// <summary>A record, enum, delegate or exception that only its neighbour's readers need may stand beside it.</summary>
    private const int CompanionMaximum = 40;

    [Fact]
    public void A_file_holds_one_type() => Repository.Keeps(Companions);

    [Fact]
    public void A_second_type_with_behaviour_is_found() =>
        Assert.Single(Sample.Of("class Sample { } class Other { void M() { } }", Companions));

    [Fact]
    public void A_second_type_that_only_holds_values_is_not() => Assert.Empty(Sample.Of(
        "class Sample { } record Pair(int A); enum Kind { A } class SampleException : Exception; file class Local { }",
        Companions));

    [Fact]
    public void A_file_is_named_after_its_type()
    {
        Repository.Keeps(FileNames);
        Assert.Single(Sample.Of("class Other { }", FileNames));
        Assert.Empty(Sample.Of("class Sample<T> { }", FileNames));
    }

    [Fact]
    public void Every_type_of_the_source_says_what_it_is_responsible_for() => Repository.Keeps(Summaries);

    [Fact]
    public void A_type_without_a_summary_is_found()
    {
        Assert.Single(Sample.Of("class Sample { }", Summaries));
        Assert.Single(Sample.Of("/// <summary></summary>\nclass Sample { }", Summaries));
        Assert.Empty(Sample.Of("/// <summary>Counts votes.</summary>\nclass Sample { }", Summaries));
        Assert.Empty(Sample.Of("/// <inheritdoc/>\nclass Sample { }", Summaries));
    }

    [Fact]
    public void Closed_unions_are_closed() => Repository.Keeps(Unions);

    [Fact]
    public void An_open_union_is_found()
    {
        Assert.Single(Sample.Of("abstract record A { private A() { } record B : A; }", Unions));
        Assert.Single(Sample.Of("abstract record A { sealed record B : A; }", Unions));
        Assert.Single(Sample.Of("abstract record StepEvent { }", Unions));
        Assert.Empty(Sample.Of("abstract record A { private A() { } sealed record B(int C) : A; }", Unions));
    }

    internal static IEnumerable<MemberDeclarationSyntax> TopLevel(SourceFile file) =>
        file.Syntax.DescendantNodes(node => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax)
            .OfType<MemberDeclarationSyntax>()
            .Where(member => member is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax);

    private static IEnumerable<Finding> Companions(SourceFile file) =>
        file.IsProduction
            ? TopLevel(file).OfType<TypeDeclarationSyntax>()
                .Where(type => !type.Modifiers.Any(SyntaxKind.FileKeyword))
                .Skip(1).Where(type => !HoldsValuesOnly(type))
                .Select(type => file.At(type, $"a second type, '{type.Identifier.Text}': give it a file of its own"))
            : [];

    private static bool HoldsValuesOnly(TypeDeclarationSyntax type)
    {
        var span = type.GetLocation().GetLineSpan();
        var isShort = span.EndLinePosition.Line - span.StartLinePosition.Line < CompanionMaximum;
        return isShort && (type is RecordDeclarationSyntax || type.Identifier.Text.EndsWith("Exception", StringComparison.Ordinal));
    }

    private static IEnumerable<Finding> FileNames(SourceFile file)
    {
        var types = file.IsProduction ? TopLevel(file).ToArray() : [];
        var name = Path.GetFileNameWithoutExtension(file.Path);
        return types.Length == 0 || types.Any(type => NameOf(type) == name)
            ? []
            : [file.AtLine(1, $"'{name}' is none of the file's types; name it {NameOf(types[0])}.cs")];
    }

    private static IEnumerable<Finding> Summaries(SourceFile file) =>
        file.IsProduction
            ? TopLevel(file).Where(type => type is not DelegateDeclarationSyntax && !IsDocumented(type) && !IsCompanionEnum(file, type))
                .Select(type => file.At(type, $"'{NameOf(type)}' has no <summary>; say its responsibility in a sentence"))
            : [];

    /// <summary>The summary of a type says what the values of its own enum are for.</summary>
    private static bool IsCompanionEnum(SourceFile file, MemberDeclarationSyntax type) =>
        type is EnumDeclarationSyntax && TopLevel(file).First() != type;

    private static bool IsDocumented(MemberDeclarationSyntax type)
    {
        var lines = type.GetLeadingTrivia().ToFullString();
        var start = lines.IndexOf("<summary>", StringComparison.Ordinal);
        var end = lines.IndexOf("</summary>", StringComparison.Ordinal);
        return lines.Contains("<inheritdoc", StringComparison.Ordinal)
            || (start >= 0 && end > start && lines[(start + 9)..end].Trim(' ', '\n', '/').Length > 0);
    }

    private static IEnumerable<Finding> Unions(SourceFile file)
    {
        foreach (var union in file.IsProduction ? file.All<RecordDeclarationSyntax>() : [])
        {
            var cases = CasesOf(union).ToArray();
            var name = union.Identifier.Text;
            var isNamedSo = name.EndsWith("Event", StringComparison.Ordinal) || name.EndsWith("Effect", StringComparison.Ordinal);
            if (!union.Modifiers.Any(SyntaxKind.AbstractKeyword) || (cases.Length == 0 && !isNamedSo))
            {
                continue;
            }

            if (!union.Members.OfType<ConstructorDeclarationSyntax>().Any(own => own.Modifiers.Any(SyntaxKind.PrivateKeyword)))
            {
                yield return file.At(union, $"'{name}' can be extended from outside: give it a private constructor");
            }

            foreach (var open in cases.Where(nested => !nested.Modifiers.Any(SyntaxKind.SealedKeyword)))
            {
                yield return file.At(open, $"'{name}.{open.Identifier.Text}' is not sealed");
            }
        }
    }

    internal static IEnumerable<RecordDeclarationSyntax> CasesOf(RecordDeclarationSyntax union) =>
        union.Members.OfType<RecordDeclarationSyntax>()
            .Where(nested => nested.BaseList?.Types.Any(type => NameOf(type.Type) == union.Identifier.Text) ?? false);

    private static string NameOf(TypeSyntax type) => type is GenericNameSyntax generic ? generic.Identifier.Text : type.ToString();

    private static string NameOf(MemberDeclarationSyntax type) => type switch
    {
        BaseTypeDeclarationSyntax declared => declared.Identifier.Text,
        DelegateDeclarationSyntax declared => declared.Identifier.Text,
        _ => string.Empty,
    };
}
