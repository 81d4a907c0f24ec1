namespace Spare.Protocol.Http;

/// <summary>
/// Header fields in canonical form, as bytes: a line <c>name: value</c> with CRLF for each, names in lower case and
/// sorted. It can be sent as it stands, and equal fields give equal bytes.
/// </summary>
public static class HeaderBlock
{
    /// <summary>Bytes of a line beside name and value.</summary>
    public const int LineOverhead = 4;

    public const int BytesMaximum = FieldList.BytesMaximum + (FieldList.FieldsMaximum * LineOverhead);

    public static Enumerator Fields(ReadOnlySpan<byte> block) => new(block);

    /// <summary>The value of the first field with this lower-case name; empty when there is none.</summary>
    public static ReadOnlySpan<byte> ValueOf(ReadOnlySpan<byte> block, ReadOnlySpan<byte> name)
    {
        foreach (var field in Fields(block))
        {
            if (field.Name.SequenceEqual(name))
            {
                return field.Value;
            }
        }

        return [];
    }

    /// <summary>Whether bytes that nobody has checked are a block that <see cref="FieldList"/> could have written.</summary>
    public static bool IsCanonical(ReadOnlySpan<byte> block)
    {
        ReadOnlySpan<byte> previous = [];
        var count = 0;
        while (!block.IsEmpty)
        {
            var end = block.IndexOf("\r\n"u8);
            if (end < 0 || ++count > FieldList.FieldsMaximum || !IsCanonicalLine(block[..end], out var name))
            {
                return false;
            }

            if (previous.SequenceCompareTo(name) > 0)
            {
                return false;
            }

            previous = name;
            block = block[(end + 2)..];
        }

        return true;
    }

    private static bool IsCanonicalLine(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> name)
    {
        if (!HttpSyntax.TryParseField(line, out name, out var value))
        {
            return false;
        }

        return !name.ContainsAnyInRange((byte)'A', (byte)'Z')
            && line.Length == name.Length + value.Length + 2
            && line[name.Length + 1] == ' ';
    }

    public readonly ref struct Field(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        public ReadOnlySpan<byte> Name { get; } = name;

        public ReadOnlySpan<byte> Value { get; } = value;
    }

    /// <summary>Walks over a block that is known to be canonical.</summary>
    public ref struct Enumerator(ReadOnlySpan<byte> block)
    {
        private ReadOnlySpan<byte> rest = block;

        public Field Current { get; private set; }

        public readonly Enumerator GetEnumerator() => this;

        public bool MoveNext()
        {
            if (rest.IsEmpty)
            {
                return false;
            }

            var end = rest.IndexOf("\r\n"u8);
            var colon = rest.IndexOf((byte)':');
            Current = new Field(rest[..colon], rest[(colon + 2)..end]);
            rest = rest[(end + 2)..];
            return true;
        }
    }
}
