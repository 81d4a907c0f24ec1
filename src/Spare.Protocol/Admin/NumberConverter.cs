using System.Text.Json;
using System.Text.Json.Serialization;

namespace Spare.Protocol.Admin;

/// <summary>Writes an identifier that is one number as that number.</summary>
internal abstract class NumberConverter<T> : JsonConverter<T>
{
    public sealed override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Number && reader.TryGetUInt64(out var number)
            ? FromNumber(number)
            : throw new JsonException($"a {typeof(T).Name} is a whole number that is not negative");

    public sealed override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(ToNumber(value));

    protected abstract T FromNumber(ulong number);

    protected abstract ulong ToNumber(T value);
}
