using System.Text.Json;
using System.Text.Json.Serialization;

namespace Spare.Linearizability.Histories;

/// <summary>
/// Histories as text, so that a run can be kept and checked again: one operation a line, as a JSON object. Nothing is
/// guessed: fields that are missing, unknown or there twice are mistakes.
/// </summary>
public static class HistoryFile
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerOptions.Strict)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    public static void Write<TInput, TOutput>(History<TInput, TOutput> history, TextWriter text)
        where TInput : notnull
        where TOutput : notnull
    {
        foreach (var operation in history.Operations)
        {
            text.Write(JsonSerializer.Serialize(operation, Format));
            text.Write('\n');
        }
    }

    /// <exception cref="MalformedHistoryException">Names the first line that is wrong.</exception>
    public static History<TInput, TOutput> Read<TInput, TOutput>(TextReader text)
        where TInput : notnull
        where TOutput : notnull
    {
        var operations = new List<Operation<TInput, TOutput>>();
        while (text.ReadLine() is { } line)
        {
            operations.Add(Parse<TInput, TOutput>(line, operations.Count + 1));
        }

        return new History<TInput, TOutput>(operations);
    }

    private static Operation<TInput, TOutput> Parse<TInput, TOutput>(string text, int line)
        where TInput : notnull
        where TOutput : notnull
    {
        try
        {
            return JsonSerializer.Deserialize<Operation<TInput, TOutput>>(text, Format)
                ?? throw new MalformedHistoryException(line, "there is no operation");
        }
        catch (Exception wrong) when (wrong is JsonException or NotSupportedException)
        {
            throw new MalformedHistoryException(line, wrong.Message, wrong);
        }
    }
}
