using System.Globalization;

namespace Spare.Evaluation.Footprints;

/// <summary>Bytes that passed the network interface of a host.</summary>
internal readonly record struct InterfaceCounters(long Received, long Sent)
{
    private const int ReceivedColumn = 0;
    private const int SentColumn = 8;

    public static InterfaceCounters operator -(InterfaceCounters left, InterfaceCounters right) =>
        new(left.Received - right.Received, left.Sent - right.Sent);

    /// <param name="table">The lines of <c>/proc/net/dev</c> as a process of that host sees them.</param>
    public static InterfaceCounters Read(IEnumerable<string> table, string name)
    {
        var line = table.FirstOrDefault(line => line.TrimStart().StartsWith($"{name}:", StringComparison.Ordinal))
            ?? throw new ResultsException($"there is no network interface '{name}'");
        long[] columns =
        [
            .. line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(value => long.Parse(value, CultureInfo.InvariantCulture)),
        ];
        return new InterfaceCounters(columns[ReceivedColumn], columns[SentColumn]);
    }
}
