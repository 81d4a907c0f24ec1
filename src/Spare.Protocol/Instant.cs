using System.Globalization;

namespace Spare.Protocol;

/// <summary>A point in time, in whole microseconds since 1970-01-01T00:00:00Z. Pure code receives it as an argument.</summary>
public readonly record struct Instant(long Microseconds) : IComparable<Instant>
{
    /// <summary>The least step between the agreed times of two neighbouring positions.</summary>
    public static readonly TimeSpan Tick = TimeSpan.FromMicroseconds(1);

    public static Instant FromDateTimeOffset(DateTimeOffset time) =>
        new((time.UtcTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond);

    public DateTimeOffset ToDateTimeOffset() =>
        new(DateTime.UnixEpoch.Ticks + (Microseconds * TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);

    public int CompareTo(Instant other) => Microseconds.CompareTo(other.Microseconds);

    public static Instant Max(Instant left, Instant right) => left >= right ? left : right;

    public static Instant operator +(Instant instant, TimeSpan span) =>
        new(instant.Microseconds + (span.Ticks / TimeSpan.TicksPerMicrosecond));

    public static TimeSpan operator -(Instant later, Instant earlier) =>
        TimeSpan.FromTicks((later.Microseconds - earlier.Microseconds) * TimeSpan.TicksPerMicrosecond);

    public static bool operator <(Instant left, Instant right) => left.Microseconds < right.Microseconds;

    public static bool operator >(Instant left, Instant right) => left.Microseconds > right.Microseconds;

    public static bool operator <=(Instant left, Instant right) => left.Microseconds <= right.Microseconds;

    public static bool operator >=(Instant left, Instant right) => left.Microseconds >= right.Microseconds;

    /// <summary>ISO 8601 with six decimals and <c>Z</c>, the form in which a service receives agreed time.</summary>
    public override string ToString() =>
        ToDateTimeOffset().ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}
