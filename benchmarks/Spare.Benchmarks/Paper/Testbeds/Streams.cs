namespace Spare.Benchmarks.Paper.Testbeds;

/// <summary>Carries bytes between what cannot be joined otherwise.</summary>
internal static class Streams
{
    /// <summary>Copies both ways until one of them has no more to give, or is broken.</summary>
    public static async Task JoinAsync(Stream near, Stream fromFar, Stream toFar, CancellationToken cancellation)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var (there, back) = (near.CopyToAsync(toFar, ending.Token), fromFar.CopyToAsync(near, ending.Token));
        await Task.WhenAny(there, back);
        await ending.CancelAsync();
        await Task.WhenAll(there, back).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
