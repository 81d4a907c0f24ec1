using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Spare.Style.Tests.Sources;

namespace Spare.Style.Tests.Rules;

public sealed partial class NameTests
{
    private const string TheManager = "ReplicaManager";

    [Fact]
    public void No_type_hides_a_missing_noun() => Repository.Keeps(Types);

    [Theory]
    [InlineData("class StringHelper;")]
    [InlineData("record WireUtils;")]
    [InlineData("interface ICommonThing;")]
    [InlineData("class EngineBase;")]
    [InlineData("class GroupImpl;")]
    [InlineData("class ReplicaInfo;")]
    [InlineData("enum MiscKind { A }")]
    [InlineData("class FrameProcessor;")]
    [InlineData("class PageData;")]
    [InlineData("class SessionManager;")]
    public void A_name_that_says_nothing_is_found(string text) => Assert.Single(Sample.Of(text, Types));

    [Theory]
    [InlineData("class ReplicaManager;")]
    [InlineData("class DatabaseReader;")]
    [InlineData("record BaseUpdate;")]
    [InlineData("class InformedReader;")]
    public void A_name_with_a_meaning_is_not(string text) => Assert.Empty(Sample.Of(text, Types));

    [Fact]
    public void No_folder_or_file_hides_a_missing_noun() => Repository.Keeps(Paths);

    [Fact]
    public void A_folder_of_kinds_is_found()
    {
        Assert.Single(Sample.Of("", Paths, "src/Spare.Sample/Helpers/Text.cs"));
        Assert.Single(Sample.Of("", Paths, "src/Spare.Sample/Interfaces/IText.cs"));
    }

    [Fact]
    public void Namespaces_follow_folders() => Repository.Keeps(Namespaces);

    [Fact]
    public void A_namespace_of_another_folder_is_found()
    {
        Assert.Single(Sample.Of("namespace Spare.Sample;", Namespaces, "src/Spare.Sample/Inner/A.cs"));
        Assert.Empty(Sample.Of("namespace Spare.Sample.Inner;", Namespaces, "src/Spare.Sample/Inner/A.cs"));
    }

    /// <summary>Benchmarks speak the language of what they measure.</summary>
    private static IEnumerable<Finding> Types(SourceFile file)
    {
        foreach (var type in file.IsProduction || file.IsTest ? file.All<BaseTypeDeclarationSyntax>() : [])
        {
            var name = type.Identifier.Text;
            if (EmptyWords().Match(name) is { Success: true } word)
            {
                yield return file.At(type.Identifier, $"'{name}': '{word.Value}' says nothing; find the noun that is missing");
            }
            else if (file.IsProduction && name.EndsWith("Manager", StringComparison.Ordinal) && name != TheManager)
            {
                yield return file.At(type.Identifier, $"'{name}': only {TheManager} ends in Manager; ask what it decides and name it that");
            }
        }
    }

    private static IEnumerable<Finding> Paths(SourceFile file)
    {
        var hiding = file.IsCSharp ? file.Path.Split('/').Skip(1).FirstOrDefault(part => KindFolders().IsMatch(part)) : null;
        return hiding is null ? [] : [file.AtLine(1, $"'{hiding}' is a kind; name the folder after its topic")];
    }

    private static IEnumerable<Finding> Namespaces(SourceFile file)
    {
        if (!file.IsCSharp)
        {
            yield break;
        }

        var expected = string.Join('.', file.Path.Split('/')[1..^1]);
        foreach (var declared in file.All<BaseNamespaceDeclarationSyntax>().Where(declared => declared.Name.ToString() != expected))
        {
            yield return file.At(declared, $"namespace {declared.Name} in the folder of {expected}");
        }
    }

    [GeneratedRegex(
        "(?:Helpers?|Utils?|Utility|Utilities|Common|Misc|Impl|Info|Data|Processor)(?![a-z])|Base$",
        RegexOptions.CultureInvariant)]
    private static partial Regex EmptyWords();

    [GeneratedRegex(
        "^(?:Helpers?|Utils?|Common|Misc|Interfaces|Models|Extensions|Managers|Processors)$", RegexOptions.CultureInvariant)]
    private static partial Regex KindFolders();
}
