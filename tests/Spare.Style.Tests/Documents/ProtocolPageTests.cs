using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Spare.Style.Tests.Sources;

namespace Spare.Style.Tests.Documents;

public sealed class ProtocolPageTests
{
    private const string Page = "docs/protocol.md";

    [Fact]
    public void The_protocol_page_lists_every_message() => Repository.Keeps(
        Missing([.. Repository.Files.Where(file => file.IsProduction)], Repository.Find(Page)?.Text ?? string.Empty));

    [Fact]
    public void A_message_that_is_not_listed_is_found()
    {
        SourceFile[] files =
        [
            new("src/Spare.Protocol/Messages/GroupMessage.cs", "abstract record GroupMessage { }"),
            new("src/Spare.Protocol/Messages/HelpMe.cs", "sealed record HelpMe(int A) : GroupMessage;"),
            new("src/Spare.Protocol/Messages/IDo.cs", "sealed record IDo(int A) : GroupMessage;"),
        ];

        var finding = Assert.Single(Missing(files, "`IDo` is sent by everybody; HelpMe is not marked as a name."));
        Assert.Equal("src/Spare.Protocol/Messages/HelpMe.cs", finding.Path);
    }

    private static IEnumerable<Finding> Missing(SourceFile[] files, string page)
    {
        var bases = files.SelectMany(file => file.All<RecordDeclarationSyntax>())
            .Where(record => record.Modifiers.Any(SyntaxKind.AbstractKeyword)
                && record.Identifier.Text.EndsWith("Message", StringComparison.Ordinal))
            .Select(record => record.Identifier.Text).ToHashSet(StringComparer.Ordinal);
        return
            from file in files
            from record in file.All<TypeDeclarationSyntax>()
            where record.BaseList?.Types.Any(type => bases.Contains(type.Type.ToString())) ?? false
            where !page.Contains($"`{record.Identifier.Text}`", StringComparison.Ordinal)
            select file.At(
                record.Identifier,
                $"{Page} does not list `{record.Identifier.Text}`: sender, receivers, fields, bounds, section");
    }
}
