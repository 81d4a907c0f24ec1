using System.Collections.Immutable;
using Spare.Protocol;

namespace Spare.Journal;

/// <summary>A place in a segment from which it can be read, so that its end is found without reading all of it.</summary>
/// <param name="Offset">Where a frame begins.</param>
/// <param name="Sequence">Of the last record before it.</param>
/// <param name="Update">Of the last record before it.</param>
internal sealed record SegmentMark(long Offset, SequenceNumber Sequence, UpdateNumber Update)
{
    /// <summary>Bytes between two marks: what is read in vain at most, beside one frame.</summary>
    private const long Distance = 128 * 1024;

    /// <summary>The marks with the beginning of one more frame, when the last one is far enough from it.</summary>
    internal static ImmutableArray<SegmentMark> Add(ImmutableArray<SegmentMark> marks, SegmentMark next) =>
        next.Offset - (marks is [.., var last] ? last.Offset : 0) >= Distance ? marks.Add(next) : marks;
}
