using System.Globalization;

namespace Spare.Protocol.Http;

/// <summary>What a manager puts where a replica's own value must not go out.</summary>
public abstract record VolatileValue
{
    /// <summary>A fixed text is not longer than this.</summary>
    public const int TextMaximum = 256;

    private VolatileValue()
    {
    }

    /// <summary>The agreed time of the request.</summary>
    /// <param name="Format">A .NET date format, for UTC; as HTTP writes dates (<c>R</c>) by default.</param>
    public sealed record AgreedTime(string Format = "R") : VolatileValue;

    /// <summary>Always the same text.</summary>
    public sealed record Text(string Value) : VolatileValue;

    /// <summary>Nothing: the field is taken out.</summary>
    public sealed record Removed : VolatileValue;

    /// <summary>The text that is put in; null when the field is taken out.</summary>
    public string? At(Instant agreedTime) => this switch
    {
        AgreedTime time => agreedTime.ToDateTimeOffset().ToString(time.Format, CultureInfo.InvariantCulture),
        Text text => text.Value,
        _ => null,
    };

    /// <summary>What is wrong with it, as the end of a sentence; null when nothing is.</summary>
    public string? FindMistake()
    {
        string? text;
        try
        {
            text = At(new Instant(0));
        }
        catch (FormatException)
        {
            return "has a date format that is none";
        }

        if (text?.Length > TextMaximum)
        {
            return $"puts in more than {TextMaximum} characters";
        }

        return text is not null && (text != text.Trim() || text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            ? "puts in characters outside printable ASCII, or spaces at an end"
            : null;
    }
}
