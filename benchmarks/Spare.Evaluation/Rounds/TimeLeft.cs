namespace Spare.Evaluation.Rounds;

/// <summary>How long a run will take yet: by what each experiment's rounds took so far, or should take by their file.</summary>
internal sealed class TimeLeft(IReadOnlyDictionary<string, TimeSpan> expected)
{
    private readonly Dictionary<string, (TimeSpan Sum, int Count)> taken = [];

    public void Took(string experiment, TimeSpan time)
    {
        var (sum, count) = taken.GetValueOrDefault(experiment);
        taken[experiment] = (sum + time, count + 1);
    }

    public TimeSpan For(IEnumerable<Turn> left) => left.Aggregate(TimeSpan.Zero, (sum, round) => sum + One(round.Experiment));

    private TimeSpan One(string experiment) =>
        taken.TryGetValue(experiment, out var known) ? known.Sum / known.Count : expected[experiment];
}
