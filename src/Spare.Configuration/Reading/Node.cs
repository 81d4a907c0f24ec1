using System.Collections.Immutable;

namespace Spare.Configuration.Reading;

/// <summary>A YAML value and where it stands. Keys of a mapping are in the order of the file, duplicates included.</summary>
internal abstract class Node
{
    private Node(Position position) => Position = position;

    public Position Position { get; }

    /// <summary>What the value is, for a mistake that expected something else.</summary>
    public abstract string Kind { get; }

    public sealed class Scalar(Position position, string text) : Node(position)
    {
        public string Text { get; } = text;

        public override string Kind => Text.Length == 0 ? "nothing" : $"'{Text}'";
    }

    public sealed class Sequence(Position position, ImmutableArray<Node> items) : Node(position)
    {
        public ImmutableArray<Node> Items { get; } = items;

        public override string Kind => "a list";
    }

    public sealed class Mapping(Position position, ImmutableArray<Entry> entries) : Node(position)
    {
        public ImmutableArray<Entry> Entries { get; } = entries;

        public override string Kind => "a mapping of keys to values";
    }

    public readonly record struct Entry(string Key, Position Position, Node Value);
}
