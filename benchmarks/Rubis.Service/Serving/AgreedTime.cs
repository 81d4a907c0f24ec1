using System.Globalization;

namespace Rubis.Service.Serving;

/// <summary>
/// The time that a request happens at: the one named in its <c>Spare-Time</c> header, else this machine's clock. Always UTC
/// and whole microseconds, which is what the database keeps.
/// </summary>
internal static class AgreedTime
{
    public const string Header = "Spare-Time";

    private static readonly string[] Formats =
    [
        "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'",
    ];

    /// <summary>False when the header is there but is not a time; the kind is unspecified, as the column's type is.</summary>
    public static bool TryRead(string? header, TimeProvider clock, out DateTime time)
    {
        if (header is null)
        {
            time = WholeMicroseconds(clock.GetUtcNow().UtcDateTime);
            return true;
        }

        const DateTimeStyles asUtc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        var read = DateTime.TryParseExact(header, Formats, CultureInfo.InvariantCulture, asUtc, out var parsed);
        time = WholeMicroseconds(parsed);
        return read;
    }

    private static DateTime WholeMicroseconds(DateTime time) =>
        new(time.Ticks - time.Ticks % TimeSpan.TicksPerMicrosecond, DateTimeKind.Unspecified);
}
