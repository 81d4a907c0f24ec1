using System.Text.Json;
using System.Text.Json.Serialization;

namespace Spare.Protocol.Admin;

/// <summary>Writes a value as the text that people know it by.</summary>
internal abstract class TextConverter<T> : JsonConverter<T>
{
    public sealed override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && TryParse(reader.GetString() ?? "", out var value)
            ? value
            : throw new JsonException($"not a {typeof(T).Name}");

    public sealed override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WriteStringValue(ToText(value));

    protected abstract bool TryParse(string text, out T value);

    protected abstract string ToText(T value);
}
