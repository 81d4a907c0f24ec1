using System.Collections.Immutable;

namespace Spare.Configuration.Reading;

/// <summary>
/// A mapping that is being read. It remembers the keys that were asked for; those left over in the end are unknown.
/// A section that is missing answers with fallbacks and adds no further mistakes.
/// </summary>
internal sealed class Section
{
    private readonly Node.Mapping? mapping;
    private readonly string name;
    private readonly MistakeLog mistakes;
    private readonly List<Section> children = [];
    private readonly HashSet<string> asked = new(StringComparer.Ordinal);

    public Section(Node? node, string name, MistakeLog mistakes)
    {
        mapping = node as Node.Mapping;
        this.name = name;
        this.mistakes = mistakes;
        Position = node?.Position ?? Position.File;
        if (node is not null && mapping is null)
        {
            mistakes.Add(node.Position, $"{name} must be a mapping of keys to values, not {node.Kind}");
        }
    }

    public Position Position { get; }

    public ImmutableArray<Node.Entry> Entries => mapping?.Entries ?? [];

    /// <summary>The value of a key, which is known from now on; null when the key is not there.</summary>
    public Node? Take(string key)
    {
        asked.Add(key);
        foreach (var entry in Entries)
        {
            if (string.Equals(entry.Key, key, StringComparison.Ordinal))
            {
                return entry.Value;
            }
        }

        return null;
    }

    /// <summary>Where a key's value is, or else the section, for a mistake that was found later.</summary>
    public Position PositionOf(string key) => Take(key)?.Position ?? Position;

    public T Required<T>(string key, ScalarType<T> type) =>
        TakeRequired(key) is { } node ? Scalar(node, $"'{key}'", type) : type.Fallback;

    public T Optional<T>(string key, ScalarType<T> type, T otherwise) =>
        Take(key) is { } node ? Scalar(node, $"'{key}'", type) : otherwise;

    public Section RequiredSection(string key) => Child(TakeRequired(key), $"'{key}'");

    /// <summary>A section that reads as empty when it is not there.</summary>
    public Section OptionalSection(string key) => Child(Take(key), $"'{key}'");

    public bool Has(string key) => Take(key) is not null;

    /// <summary>Whether the file says just this, and no fallback stands in for it.</summary>
    public bool IsExactly(string key, string text) =>
        Take(key) is Node.Scalar scalar && string.Equals(scalar.Text, text, StringComparison.Ordinal);

    /// <summary>The items of a list; empty when the key is not there.</summary>
    public ImmutableArray<Node> Items(string key, int maximum)
    {
        switch (Take(key))
        {
            case null:
                return [];
            case Node.Sequence list when list.Items.Length <= maximum:
                return list.Items;
            case Node.Sequence list:
                mistakes.Add(list.Position, $"'{key}' has {list.Items.Length} items; {maximum} are the most");
                return [];
            case var other:
                mistakes.Add(other.Position, $"'{key}' must be a list, not {other.Kind}");
                return [];
        }
    }

    public ImmutableArray<T> Scalars<T>(string key, int maximum, ScalarType<T> type) =>
        [.. Items(key, maximum).Select(item => Scalar(item, $"an item of '{key}'", type))];

    /// <summary>A list that must be there and have something in it.</summary>
    public ImmutableArray<T> RequiredScalars<T>(string key, int maximum, ScalarType<T> type)
    {
        var items = TakeRequired(key) is null ? [] : Scalars(key, maximum, type);
        if (Take(key) is Node.Sequence { Items.IsEmpty: true } empty)
        {
            mistakes.Add(empty.Position, $"'{key}' has no items; at least one is needed");
        }

        return items;
    }

    /// <summary>The name of a section's item, such as "route 3", with the section that reads it.</summary>
    public Section Child(Node? node, string childName)
    {
        var child = new Section(node, childName, mistakes);
        children.Add(child);
        return child;
    }

    public T Scalar<T>(Node node, string what, ScalarType<T> type)
    {
        if (node is not Node.Scalar scalar)
        {
            mistakes.Add(node.Position, $"{what} must be a single value, not {node.Kind}");
            return type.Fallback;
        }

        if (type.Parse(scalar.Text, out var value) is not { } wrong)
        {
            return value;
        }

        mistakes.Add(scalar.Position, $"{what} {wrong}");
        return type.Fallback;
    }

    public void Mistake(Position position, string text) => mistakes.Add(position, text);

    /// <summary>Reports the keys that nobody asked for, here and below. A free-form mapping asks for all of its keys.</summary>
    public void Finish()
    {
        foreach (var entry in Entries.Where(entry => !asked.Contains(entry.Key)))
        {
            mistakes.Add(entry.Position, $"unknown key '{entry.Key}' in {name}; {Suggestion.For(entry.Key, asked)}");
        }

        children.ForEach(child => child.Finish());
    }

    private Node? TakeRequired(string key)
    {
        var node = Take(key);
        if (node is null && mapping is not null)
        {
            mistakes.Add(Position, $"{name} needs the key '{key}'");
        }

        return node;
    }
}
