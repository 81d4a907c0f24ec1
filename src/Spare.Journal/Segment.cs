using System.Globalization;
using Spare.Protocol;
using Spare.Replication.Updates;

namespace Spare.Journal;

/// <summary>What is known about one file of the journal.</summary>
/// <param name="Newest">Its last record; null when it has none.</param>
internal sealed record Segment(string Path, SegmentHeader Header, JournalEnd? Newest, long Length)
{
    internal const string Extension = ".journal";

    internal SequenceNumber Last => Newest?.Sequence ?? Header.Previous;

    internal UpdateNumber LastUpdate => Newest?.Update ?? UpdateNumber.None;

    internal static string NameOf(SequenceNumber first) =>
        string.Create(CultureInfo.InvariantCulture, $"{first.Value:D20}{Extension}");
}
