using System.Collections.Immutable;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Spare.Configuration.Reading;

/// <summary>
/// Turns YAML text into nodes. The representation model of the library stops at the first duplicate key and follows
/// aliases; this one reports every duplicate with its line, and refuses aliases, tags and second documents, which no
/// configuration of Spare needs.
/// </summary>
internal sealed class NodeComposer(MistakeLog mistakes)
{
    /// <summary>Characters of a file; a service file of a thousand routes has a tenth of it.</summary>
    public const int TextMaximum = 1024 * 1024;

    public const int DepthMaximum = 16;

    /// <summary>The only document's root, or null after a mistake that leaves nothing to look at.</summary>
    public Node? Compose(string text)
    {
        if (text.Length > TextMaximum)
        {
            mistakes.Add(Position.File, $"is longer than {TextMaximum} characters");
            return null;
        }

        var parser = new Parser(new StringReader(text));
        try
        {
            return Document(parser);
        }
        catch (YamlException error)
        {
            mistakes.Add(At(error.Start), $"is not YAML: {error.Message.TrimEnd('.')}");
        }
        catch (InvalidOperationException)
        {
            // The library's scanner ends like this on some unfinished flow collections instead of naming them.
            var after = parser.Current is { } last ? At(last.End) : Position.File;
            mistakes.Add(after, "is not YAML: a bracket or quotation mark after this place is not closed properly");
        }

        return null;
    }

    private Node? Document(Parser parser)
    {
        parser.Consume<StreamStart>();
        if (!parser.Accept<DocumentStart>(out _))
        {
            mistakes.Add(Position.File, "is empty");
            return null;
        }

        parser.Consume<DocumentStart>();
        var root = Value(parser, 0);
        parser.Consume<DocumentEnd>();
        if (parser.Accept<DocumentStart>(out var second))
        {
            mistakes.Add(At(second.Start), "a second document ('---'); a file holds one");
        }

        return root;
    }

    private Node Value(Parser parser, int depth)
    {
        if (depth > DepthMaximum)
        {
            throw new YamlException(parser.Current!.Start, parser.Current.End, $"nested deeper than {DepthMaximum}");
        }

        if (parser.TryConsume<AnchorAlias>(out var alias))
        {
            throw new YamlException(alias.Start, alias.End, "aliases (*name) are not accepted; write the value again");
        }

        if (parser.TryConsume<Scalar>(out var scalar))
        {
            return new Node.Scalar(At(scalar.Start), scalar.Value);
        }

        return parser.Accept<SequenceStart>(out _) ? Sequence(parser, depth) : Mapping(parser, depth);
    }

    private Node.Sequence Sequence(Parser parser, int depth)
    {
        var start = parser.Consume<SequenceStart>();
        var items = ImmutableArray.CreateBuilder<Node>();
        while (!parser.TryConsume<SequenceEnd>(out _))
        {
            items.Add(Value(parser, depth + 1));
        }

        return new Node.Sequence(At(start.Start), items.ToImmutable());
    }

    private Node.Mapping Mapping(Parser parser, int depth)
    {
        var start = parser.Consume<MappingStart>();
        var entries = ImmutableArray.CreateBuilder<Node.Entry>();
        var seen = new Dictionary<string, Position>(StringComparer.Ordinal);
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var key = parser.Consume<Scalar>();
            var value = Value(parser, depth + 1);
            if (seen.TryAdd(key.Value, At(key.Start)))
            {
                entries.Add(new Node.Entry(key.Value, At(key.Start), value));
            }
            else
            {
                mistakes.Add(At(key.Start), $"key '{key.Value}' again; it is in line {seen[key.Value].Line} already");
            }
        }

        return new Node.Mapping(At(start.Start), entries.ToImmutable());
    }

    private static Position At(Mark mark) => new((int)mark.Line, (int)mark.Column);
}
