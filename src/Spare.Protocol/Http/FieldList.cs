using System.Buffers;
using System.Text;
using Spare.Protocol.Wire;

namespace Spare.Protocol.Http;

/// <summary>
/// The header fields of one message while it is put into canonical form: names in lower case, removed by rule, then
/// written sorted by name, fields of the same name in the order they came in. Made to be cleared and used again.
/// </summary>
public sealed class FieldList
{
    public const int FieldsMaximum = 128;

    /// <summary>Bytes of names and values together.</summary>
    public const int BytesMaximum = 32 * 1024;

    private readonly List<Field> fields = new(16);
    private byte[] text = new byte[1024];
    private int textLength;

    public void Clear()
    {
        fields.Clear();
        textLength = 0;
    }

    /// <summary>False: one more than the bounds allow; it was not added.</summary>
    public bool TryAdd(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (!TryReserve(name.Length, value.Length, out var nameTarget, out var valueTarget))
        {
            return false;
        }

        Ascii.ToLower(name, nameTarget, out _);
        value.CopyTo(valueTarget);
        return true;
    }

    /// <summary>A field whose value has one byte per character (Latin-1).</summary>
    public bool TryAdd(string name, string value)
    {
        if (!TryReserve(name.Length, value.Length, out var nameTarget, out var valueTarget))
        {
            return false;
        }

        Ascii.ToLower(name, nameTarget, out _);
        Encoding.Latin1.GetBytes(value, valueTarget);
        return true;
    }

    /// <param name="name">In lower case.</param>
    public bool Contains(ReadOnlySpan<byte> name)
    {
        foreach (var field in fields)
        {
            if (NameOf(field).SequenceEqual(name))
            {
                return true;
            }
        }

        return false;
    }

    /// <param name="name">In lower case.</param>
    public void Remove(ReadOnlySpan<byte> name)
    {
        for (var i = fields.Count - 1; i >= 0; i--)
        {
            if (NameOf(fields[i]).SequenceEqual(name))
            {
                fields.RemoveAt(i);
            }
        }
    }

    /// <summary>Removes every field whose name <paramref name="isRefused"/>; it is given the lower-case name.</summary>
    public void RemoveWhere(NameRule isRefused)
    {
        for (var i = fields.Count - 1; i >= 0; i--)
        {
            if (isRefused(NameOf(fields[i])))
            {
                fields.RemoveAt(i);
            }
        }
    }

    /// <summary>Removes what concerns one connection only, and all that a Connection field names (RFC 9110, 7.6.1).</summary>
    public void RemoveHopByHop()
    {
        for (var i = 0; i < fields.Count; i++)
        {
            if (NameOf(fields[i]).SequenceEqual("connection"u8))
            {
                RemoveNamedBy(fields[i]);
                i = -1;
            }
        }

        RemoveWhere(HopByHop.Contains);
    }

    /// <summary>Appends the fields in canonical order as one <see cref="HeaderBlock"/>, its length first.</summary>
    public void WriteTo(WireWriter writer)
    {
        SortByName();
        var size = 0;
        foreach (var field in fields)
        {
            size += field.NameLength + field.ValueLength + HeaderBlock.LineOverhead;
        }

        writer.UInt32((uint)size);
        foreach (var field in fields)
        {
            writer.Raw(NameOf(field));
            writer.Raw(": "u8);
            writer.Raw(ValueOf(field));
            writer.Raw("\r\n"u8);
        }
    }

    private bool TryReserve(int nameLength, int valueLength, out Span<byte> name, out Span<byte> value)
    {
        var size = nameLength + valueLength;
        if (fields.Count == FieldsMaximum || size > BytesMaximum - textLength)
        {
            name = value = [];
            return false;
        }

        if (size > text.Length - textLength)
        {
            Array.Resize(ref text, Math.Max(text.Length * 2, textLength + size));
        }

        fields.Add(new Field(textLength, nameLength, valueLength));
        name = text.AsSpan(textLength, nameLength);
        value = text.AsSpan(textLength + nameLength, valueLength);
        textLength += size;
        return true;
    }

    /// <summary>Removes the Connection field itself as well, so that the caller gets on.</summary>
    private void RemoveNamedBy(Field connection)
    {
        fields.Remove(connection);
        var value = ValueOf(connection);
        Span<byte> lower = stackalloc byte[HopByHop.NameMaximum];
        foreach (var range in value.Split((byte)','))
        {
            var name = HttpSyntax.Trim(value[range]);
            if (name.Length <= lower.Length && Ascii.ToLower(name, lower, out var length) == OperationStatus.Done)
            {
                RemoveUnlessEssential(lower[..length]);
            }
        }
    }

    /// <summary>A client cannot take away what the service must see, however it names it.</summary>
    private void RemoveUnlessEssential(ReadOnlySpan<byte> name)
    {
        if (!name.SequenceEqual("host"u8) && !name.SequenceEqual("content-length"u8))
        {
            Remove(name);
        }
    }

    /// <summary>Insertion sort: stable, and quick for the dozen fields of a usual message.</summary>
    private void SortByName()
    {
        for (var i = 1; i < fields.Count; i++)
        {
            var moved = fields[i];
            var at = i;
            while (at > 0 && NameOf(fields[at - 1]).SequenceCompareTo(NameOf(moved)) > 0)
            {
                fields[at] = fields[at - 1];
                at--;
            }

            fields[at] = moved;
        }
    }

    private ReadOnlySpan<byte> NameOf(Field field) => text.AsSpan(field.Start, field.NameLength);

    private ReadOnlySpan<byte> ValueOf(Field field) =>
        text.AsSpan(field.Start + field.NameLength, field.ValueLength);

    public delegate bool NameRule(ReadOnlySpan<byte> name);

    private readonly record struct Field(int Start, int NameLength, int ValueLength);
}
