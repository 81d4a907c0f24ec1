using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Spare.Style.Tests.Sources;

/// <summary>A file of the repository, by its path from the root, with its syntax when it is C#.</summary>
internal sealed class SourceFile
{
    private readonly Lazy<SyntaxNode> syntax;

    public SourceFile(string path, string text)
    {
        Path = path;
        Text = text;
        Lines = text.Split('\n');
        syntax = new Lazy<SyntaxNode>(() => CSharpSyntaxTree.ParseText(text).GetRoot());
    }

    public string Path { get; }

    public string Text { get; }

    public string[] Lines { get; }

    public SyntaxNode Syntax => syntax.Value;

    public bool IsCSharp => Path.EndsWith(".cs", StringComparison.Ordinal);

    public bool IsProduction => IsCSharp && Path.StartsWith("src/", StringComparison.Ordinal);

    public bool IsTest => IsCSharp && Path.StartsWith("tests/", StringComparison.Ordinal);

    /// <summary>"Spare.Protocol" for everything below src/Spare.Protocol.</summary>
    public string Project => Path.Split('/') is [_, var project, ..] ? project : string.Empty;

    public IEnumerable<T> All<T>()
        where T : SyntaxNode => Syntax.DescendantNodes().OfType<T>();

    public Finding At(SyntaxNodeOrToken place, string text) =>
        new(Path, place.GetLocation()!.GetLineSpan().StartLinePosition.Line + 1, text);

    public Finding AtLine(int line, string text) => new(Path, line, text);
}
