namespace Rubis.Client.Measuring;

/// <summary>What happened to the requests of one state.</summary>
internal sealed class StateTally
{
    public Histogram Latency { get; } = new();

    /// <summary>Steps, those that ended in an error included; Back and End of Session have no request.</summary>
    public long Count { get; set; }

    /// <summary>Requests that never got a page, or got one that says ERROR.</summary>
    public long Errors { get; set; }

    public void Add(StateTally other)
    {
        Latency.Add(other.Latency);
        Count += other.Count;
        Errors += other.Errors;
    }
}
