using System.Globalization;
using Spare.Protocol;

namespace Spare.Journal;

/// <summary>What is known about one file of the journal.</summary>
internal sealed record Segment(string Path, SegmentHeader Header, SequenceNumber Last, UpdateNumber LastUpdate, long Length)
{
    internal const string Extension = ".journal";

    internal static string NameOf(SequenceNumber first) =>
        string.Create(CultureInfo.InvariantCulture, $"{first.Value:D20}{Extension}");
}
