namespace Spare.Commands;

/// <summary>
/// Ends what waits for a daemon that hangs: it took the connection, so nothing but time tells. Work that may take long goes on
/// as long as there are signs of life.
/// </summary>
/// <param name="socket">Of the daemon, for what is said of it.</param>
internal sealed class Patience(string socket, TimeProvider time)
{
    /// <summary>What a daemon has at hand it answers sooner.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    /// <summary>How often a daemon that works is asked for a sign of life.</summary>
    public static readonly TimeSpan Pace = TimeSpan.FromSeconds(2);

    /// <param name="call">What is waited for.</param>
    /// <param name="lives">
    /// Asks for a sign of life, after each of which patience begins anew; null: there is nothing to do but answer.
    /// </param>
    public async Task<T> WaitAsync<T>(
        Func<CancellationToken, Task<T>> call, Func<CancellationToken, Task<bool>>? lives, CancellationToken cancellation)
    {
        using var silence = new CancellationTokenSource(Longest, time);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation, silence.Token);
        var listening = lives is null ? Task.CompletedTask : ListenAsync(lives, silence, over.Token);
        try
        {
            return await call(over.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new AdminException(
                $"The daemon at {socket} took the connection but did not answer within {Longest.TotalSeconds} s; look into its log.");
        }
        finally
        {
            await over.CancelAsync();
            await listening;
        }
    }

    private async Task ListenAsync(
        Func<CancellationToken, Task<bool>> lives, CancellationTokenSource silence, CancellationToken over)
    {
        using var timer = new PeriodicTimer(Pace, time);
        try
        {
            while (await timer.WaitForNextTickAsync(over))
            {
                if (await lives(over))
                {
                    silence.CancelAfter(Longest);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Nobody waits any more.
        }
    }
}
