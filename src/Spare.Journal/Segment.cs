using System.Collections.Immutable;
using System.Globalization;
using Spare.Protocol;
using Spare.Replication.Repeats;
using Spare.Replication.Updates;

namespace Spare.Journal;

/// <summary>What is known about one file of the journal.</summary>
/// <param name="Newest">Its last record; null when it has none.</param>
/// <param name="Marks">In the order of their offsets.</param>
internal sealed record Segment(
    string Path, SegmentHeader Header, JournalEnd? Newest, long Length, ImmutableArray<SegmentMark> Marks)
{
    internal const string Extension = ".journal";

    internal SequenceNumber Last => Newest?.Sequence ?? Header.Previous;

    internal UpdateNumber LastUpdate => Newest?.Update ?? UpdateNumber.None;

    /// <summary>The replies that were kept where it begins.</summary>
    internal ImmutableArray<KeptReply> ReadKept() => Header.HasKept ? KeptFile.Read(KeptFile.PathOf(Path)) : [];

    /// <summary>The place nearest to the first record after that update, and not behind it; null: the beginning.</summary>
    internal SegmentMark? MarkBefore(UpdateNumber after) => Marks.LastOrDefault(mark => mark.Update <= after);

    internal static string NameOf(SequenceNumber first) =>
        string.Create(CultureInfo.InvariantCulture, $"{first.Value:D20}{Extension}");
}
