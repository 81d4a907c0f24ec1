using Spare.Protocol;
using Spare.Protocol.Admin;

namespace Spare.Runtime.Loop;

/// <summary>When the last pieces of work of one kind reached their stages. Not for several threads at the same time.</summary>
internal sealed class RecentWork(StagedWork work, params Stage[] stages)
{
    /// <summary>Older ones are forgotten.</summary>
    public const int Kept = 4096;

    private readonly int width = stages.Length + 1;
    private readonly Instant[] times = new Instant[Kept * (stages.Length + 1)];
    private long count;

    public void Add(Instant begin, Func<Stage, Instant> reached)
    {
        var row = (int)(count++ % Kept) * width;
        times[row] = begin;
        for (var i = 0; i < stages.Length; i++)
        {
            times[row + i + 1] = reached(stages[i]);
        }
    }

    public IEnumerable<StageTimes> Summarise()
    {
        var known = (int)Math.Min(count, Kept);
        for (var i = 0; i < stages.Length && known > 0; i++)
        {
            var sorted = Enumerable.Range(0, known).Select(row => (row * width) + i)
                .Select(place => times[place + 1].Microseconds - times[place].Microseconds).Order().ToArray();
            yield return new StageTimes(
                work, stages[i], known, sorted[(known - 1) / 2], sorted[(int)Math.Ceiling(0.99 * known) - 1], sorted[^1]);
        }
    }
}
