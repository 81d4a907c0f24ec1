namespace Spare.Histories.Recording;

/// <summary>Many clients of one service, and what they saw.</summary>
internal interface ITraffic : IDisposable
{
    /// <summary>Operations that were answered, or may have been executed.</summary>
    int Recorded { get; }

    /// <summary>Makes what the clients need. Nothing is recorded of it.</summary>
    Task PrepareAsync();

    /// <summary>Ends when so many operations are recorded, or at the end of the requests in hand once it is stopped.</summary>
    Task RunAsync(int operations, CancellationToken stopping);

    /// <summary>Checks all that was recorded; one for each kind of object.</summary>
    IReadOnlyList<Verdict> Judge();
}
