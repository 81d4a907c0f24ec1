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

    [Fact]
    public void A_message_that_encodes_itself_is_found() => Assert.Single(Missing(
        [new("src/Spare.Protocol/Messages/IDo.cs", "record IDo(int A) { byte[] Encode() => []; }")], "nothing"));

    /// <summary>Cases of the message unions, and records that encode themselves.</summary>
    private static IEnumerable<Finding> Missing(SourceFile[] files, string page)
    {
        var records = files.SelectMany(file => file.All<RecordDeclarationSyntax>().Select(record => (file, record))).ToArray();
        var unions = records.Select(found => found.record)
            .Where(record => record.Modifiers.Any(SyntaxKind.AbstractKeyword) && IsMessageUnion(record.Identifier.Text))
            .Select(record => record.Identifier.Text).ToHashSet(StringComparer.Ordinal);
        return
            from found in records
            let name = found.record.Identifier.Text
            where !found.record.Modifiers.Any(SyntaxKind.AbstractKeyword)
            where EncodesItself(found.file, found.record)
                || (found.record.BaseList?.Types.Any(type => unions.Contains(type.Type.ToString())) ?? false)
            where !page.Contains($"`{name}`", StringComparison.Ordinal)
            select found.file.At(
                found.record.Identifier, $"{Page} does not list `{name}`: sender, receivers, fields, bounds, section");
    }

    private static bool IsMessageUnion(string name) =>
        name is "AgentCommand" or "AgentReport" || name.EndsWith("Message", StringComparison.Ordinal);

    private static bool EncodesItself(SourceFile file, RecordDeclarationSyntax record) =>
        file.Path.StartsWith("src/Spare.Protocol/Messages/", StringComparison.Ordinal)
        && record.Members.OfType<MethodDeclarationSyntax>().Any(method => method.Identifier.Text == "Encode");
}
