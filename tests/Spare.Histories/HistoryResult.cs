using System.Globalization;
using Spare.Histories.Recording;
using Spare.Protocol.Admin.Faults;

namespace Spare.Histories;

/// <summary>What one run recorded, what was done to it, and what the checker says.</summary>
internal sealed record HistoryResult(
    int Recorded, IReadOnlyList<InjectedFault> Faults, IReadOnlyList<Verdict> Verdicts)
{
    public bool IsLinearizable => Verdicts.All(verdict => verdict.Fault is null);

    public int Unknown => Verdicts.Sum(verdict => verdict.Unknown);

    public int Overlaps => Verdicts.Sum(verdict => verdict.Overlaps);

    /// <summary>One line for people.</summary>
    public string In(TimeSpan time) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Recorded} operations in {time.TotalSeconds:F1} s, {Overlaps} overlapping, {Unknown} of unknown outcome, "
        + $"{Faults.Count} faults: {(IsLinearizable ? "linearizable" : "NOT LINEARIZABLE")}");

    /// <summary>Writes what is needed to look into a violation; gives where, and what the checker says.</summary>
    public string Keep(string directory, string name)
    {
        Directory.CreateDirectory(directory);
        foreach (var wrong in Verdicts.Where(verdict => verdict.Fault is not null))
        {
            var path = Path.Combine(directory, $"{name}-{wrong.Kind}");
            using (var all = File.CreateText($"{path}.history.jsonl"))
            {
                wrong.History(all);
            }

            File.WriteAllText($"{path}.txt", $"{wrong.Fault}\nFaults:\n{string.Join('\n', Faults)}\n");
            if (wrong.Violation is { } violation)
            {
                File.WriteAllText($"{path}.smallest.jsonl", violation);
            }
        }

        return $"{string.Join('\n', Verdicts.Select(verdict => verdict.Fault).OfType<string>())}\n"
            + $"The histories are in {directory}: {name}-*";
    }
}
