using Rubis.Client.Transitions;

namespace Rubis.Client.Measuring;

/// <summary>Everything counted in one phase.</summary>
internal sealed class Tally
{
    /// <summary>Different reasons kept; further ones are counted together.</summary>
    public const int MostReasons = 50;

    public const string OtherReasons = "other reasons";

    private readonly Dictionary<State, StateTally> states = [];
    private readonly SortedDictionary<string, long> failures = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<State, StateTally> States => states;

    /// <summary>Every try that failed, by reason, also where a later try succeeded.</summary>
    public IReadOnlyDictionary<string, long> Failures => failures;

    public long Images { get; set; }

    public long ImageErrors { get; set; }

    /// <summary>Pages that said Sorry: understood, and refused as things were.</summary>
    public long Sorries { get; set; }

    public long Sessions { get; private set; }

    public TimeSpan SessionTime { get; private set; }

    public StateTally this[State state]
    {
        get
        {
            if (!states.TryGetValue(state, out var tally))
            {
                states[state] = tally = new StateTally();
            }

            return tally;
        }
    }

    /// <summary>Requests for pages, without steps that need none.</summary>
    public long Requests =>
        states.Sum(state => state.Key is State.Back or State.EndOfSession ? 0 : state.Value.Count);

    public long Errors => states.Values.Sum(state => state.Errors);

    public void Fail(string reason, long times = 1)
    {
        var key = failures.ContainsKey(reason) || failures.Count < MostReasons ? reason : OtherReasons;
        failures[key] = failures.GetValueOrDefault(key) + times;
    }

    public void EndSession(TimeSpan lasted)
    {
        Sessions++;
        SessionTime += lasted;
    }

    public void Add(Tally other)
    {
        foreach (var (state, tally) in other.states)
        {
            this[state].Add(tally);
        }

        foreach (var (reason, times) in other.failures)
        {
            Fail(reason, times);
        }

        Images += other.Images;
        ImageErrors += other.ImageErrors;
        Sorries += other.Sorries;
        Sessions += other.Sessions;
        SessionTime += other.SessionTime;
    }

    /// <summary>The latencies of all pages together.</summary>
    public Histogram AllLatencies()
    {
        var all = new Histogram();
        foreach (var tally in states.Values)
        {
            all.Add(tally.Latency);
        }

        return all;
    }
}
