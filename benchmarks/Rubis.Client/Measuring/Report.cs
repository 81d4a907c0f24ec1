using Rubis.Client.Transitions;

namespace Rubis.Client.Measuring;

/// <summary>The numbers of a run or of one of its phases, ready to be printed.</summary>
internal sealed record Report
{
    public required string Phase { get; init; }
    public required double Seconds { get; init; }
    public required long Requests { get; init; }
    public required long Errors { get; init; }
    public required long Sorries { get; init; }
    public required double RequestsPerSecond { get; init; }
    public required Latency Latency { get; init; }
    public required long Sessions { get; init; }
    public required double MeanSessionSeconds { get; init; }
    public required long Images { get; init; }
    public required long ImageErrors { get; init; }

    /// <summary>Every try that failed, by reason, also where a later try succeeded.</summary>
    public required IReadOnlyDictionary<string, long> Failures { get; init; }

    public required IReadOnlyList<StateReport> States { get; init; }

    /// <summary>One report per phase that lasted, and one of everything; the last one is overall.</summary>
    public static IReadOnlyList<Report> Of(Measurements measurements)
    {
        var elapsed = measurements.Elapsed;
        var tallies = measurements.Snapshot();
        var schedule = measurements.Schedule;
        var reports = new List<Report>();
        for (var phase = 0; phase < tallies.Count; phase++)
        {
            var seen = schedule.Seen(phase, elapsed);
            if (seen > TimeSpan.Zero)
            {
                reports.Add(Of(schedule.Phases[phase].Name, tallies[phase], seen));
            }
        }

        reports.Add(Of("overall", Measurements.Sum(tallies), elapsed < schedule.Total ? elapsed : schedule.Total));
        return reports;
    }

    private static Report Of(string phase, Tally tally, TimeSpan lasted) => new()
    {
        Phase = phase,
        Seconds = Math.Round(lasted.TotalSeconds, 1),
        Requests = tally.Requests,
        Errors = tally.Errors,
        Sorries = tally.Sorries,
        RequestsPerSecond = Math.Round(tally.Requests / Math.Max(lasted.TotalSeconds, 0.001), 2),
        Latency = Latency.Of(tally.AllLatencies()),
        Sessions = tally.Sessions,
        MeanSessionSeconds =
            tally.Sessions == 0 ? 0 : Math.Round(tally.SessionTime.TotalSeconds / tally.Sessions, 1),
        Images = tally.Images,
        ImageErrors = tally.ImageErrors,
        Failures = tally.Failures,
        States = [.. Enum.GetValues<State>().Select(state => StateReport.Of(state, tally))],
    };
}
