using Npgsql;
using Spare.Protocol;

namespace Spare.Postgres.Capture;

/// <summary>
/// Has the WAL sender look again when a write set is late. From PostgreSQL 16 on a sender can miss that its log grew: it
/// looks first and lines up to be told afterwards, and what is flushed between the two is told to nobody. Then it
/// sleeps for up to ten seconds, unless something else is flushed.
/// </summary>
internal sealed class LateWriteSets : IAsyncDisposable
{
    /// <summary>A sender that is awake has told a write set long before; one flush each costs a busy server nothing.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(25);

    private readonly Func<CancellationToken, Task> flush;
    private readonly CancellationTokenSource stopping = new();
    private readonly Lock state = new();
    private readonly ITimer timer;
    private SequenceNumber ended;
    private SequenceNumber told;
    private Task waking = Task.CompletedTask;

    /// <param name="flush">Has the server flush something; called by one thread at a time.</param>
    public LateWriteSets(TimeProvider time, Func<CancellationToken, Task> flush)
    {
        this.flush = flush;
        timer = time.CreateTimer(_ => Wake(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The write has ended: its write set is to come.</summary>
    public void Ended(SequenceNumber sequence)
    {
        lock (state)
        {
            ended = sequence;
            if (told < ended)
            {
                timer.Change(Patience, Timeout.InfiniteTimeSpan);
            }
        }
    }

    /// <summary>Its write set came, perhaps before the one who ended it heard of that.</summary>
    public void Told(SequenceNumber sequence)
    {
        lock (state)
        {
            told = sequence;
            if (told >= ended)
            {
                timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync().ConfigureAwait(false);
        await timer.DisposeAsync().ConfigureAwait(false);
        await waking.ConfigureAwait(false);
        stopping.Dispose();
    }

    private void Wake()
    {
        lock (state)
        {
            if (told < ended && waking.IsCompleted && !stopping.IsCancellationRequested)
            {
                waking = WakeAsync();
            }
        }
    }

    private async Task WakeAsync()
    {
        await Task.Yield(); // Not under the lock.
        try
        {
            await flush(stopping.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is NpgsqlException or InvalidOperationException or OperationCanceledException)
        {
            // Whoever sets the next mark learns why.
        }

        lock (state)
        {
            if (told < ended && !stopping.IsCancellationRequested)
            {
                timer.Change(Patience, Timeout.InfiniteTimeSpan);
            }
        }
    }
}
