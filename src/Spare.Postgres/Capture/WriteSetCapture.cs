using System.Threading.Channels;
using Npgsql;
using Npgsql.Replication;
using Npgsql.Replication.PgOutput;
using Spare.Postgres.Catalog;
using Spare.Postgres.Sessions;
using Spare.Protocol;
using Spare.Protocol.WriteSets;

namespace Spare.Postgres.Capture;

/// <summary>
/// Learns what each request committed, from the database's log (SPARE 3.2). A write is bracketed by two marks; every
/// commit between them is its own, in the order of the commits. Rows of a transaction that rolled back never appear.
/// </summary>
public sealed class WriteSetCapture : IAsyncDisposable
{
    /// <summary>Write sets that wait to be taken; beyond that the log is read no further.</summary>
    private const int EventsMaximum = 16;

    /// <summary>A stream of the log that is cancelled while it begins does not always end by itself.</summary>
    private static readonly TimeSpan EndingPatience = TimeSpan.FromSeconds(1);

    private readonly CaptureSessions sessions;
    private readonly LogReader reader;
    private readonly CancellationTokenSource stopping = new();
    private readonly Channel<CaptureEvent> events = Channel.CreateBounded<CaptureEvent>(
        new BoundedChannelOptions(EventsMaximum) { AllowSynchronousContinuations = true });

    private readonly LateWriteSets late;
    private readonly Task reading;

    private WriteSetCapture(CaptureSessions sessions, PgOutputReplicationSlot slot, LogReader reader)
    {
        this.sessions = sessions;
        this.reader = reader;
        late = new LateWriteSets(TimeProvider.System, sessions.Marks.FlushAsync);
        reading = Task.Run(() => ReadAllAsync(slot));
    }

    /// <summary>What came out of the log; completes with the error when the log cannot be read any more.</summary>
    public ChannelReader<CaptureEvent> Events => events.Reader;

    /// <summary>Starts to read the log from here on. Only one capture may run at a time.</summary>
    /// <param name="sessions">Belong to the capture from here on.</param>
    public static async Task<WriteSetCapture> StartAsync(
        CaptureSessions sessions, DatabaseCatalog catalog, WriteSetBounds bounds, CancellationToken cancellation)
    {
        try
        {
            var (slot, positions) = await sessions.CreateSlotAsync(cancellation).ConfigureAwait(false);
            var bracket = new WriteBracket(bounds, MarkContent.ParsePositions(positions, catalog));
            return new WriteSetCapture(sessions, slot, new LogReader(catalog, bracket, bounds));
        }
        catch
        {
            await sessions.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Everything that is committed from here on belongs to this write. Takes one round trip.</summary>
    public Task BeginWriteAsync(SequenceNumber sequence, CancellationToken cancellation) =>
        sessions.Marks.BeginAsync(sequence, cancellation);

    /// <summary>
    /// Waits until the database is quiet, ends the write, and begins the next one when it is named. The write set
    /// follows as an event; after an end that was not quiet there is none, and no next write has begun.
    /// </summary>
    /// <returns><c>null</c>, or who was still busy at the deadline.</returns>
    public async Task<string?> EndWriteAsync(
        SequenceNumber sequence, TimeSpan quietWithin, SequenceNumber? next, CancellationToken cancellation)
    {
        var busy = await sessions.Marks.EndAsync(sequence, quietWithin, next, cancellation).ConfigureAwait(false);
        if (busy is null)
        {
            late.Ended(sequence);
        }

        return busy;
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync().ConfigureAwait(false);
        if (await Task.WhenAny(reading, Task.Delay(EndingPatience)).ConfigureAwait(false) != reading)
        {
            await sessions.EndLogAsync().ConfigureAwait(false);
        }

        await reading.ConfigureAwait(false);
        await late.DisposeAsync().ConfigureAwait(false);
        await sessions.DisposeAsync().ConfigureAwait(false);
        stopping.Dispose();
    }

    private async Task ReadAllAsync(PgOutputReplicationSlot slot)
    {
        try
        {
            var options = new PgOutputReplicationOptions(
                "spare", PgOutputProtocolVersion.V1, messages: MessageDecoding.Of(sessions.Log.PostgreSqlVersion) ? true : null);
            var log = sessions.Log.StartReplication(slot, options, stopping.Token);
            await foreach (var message in log.ConfigureAwait(false))
            {
                if (await reader.ReadAsync(message, stopping.Token).ConfigureAwait(false) is { } captured)
                {
                    Told(captured);
                    await events.Writer.WriteAsync(captured, stopping.Token).ConfigureAwait(false);
                }

                sessions.Log.SetReplicationStatus(message.WalEnd);
            }

            events.Writer.TryComplete();
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            events.Writer.TryComplete();
        }
        catch (Exception exception) when (exception is NpgsqlException or FormatException or IOException)
        {
            events.Writer.TryComplete(exception);
        }
    }

    private void Told(CaptureEvent captured)
    {
        switch (captured)
        {
            case CaptureEvent.Captured one:
                late.Told(one.Sequence);
                break;
            case CaptureEvent.Refused one:
                late.Told(one.Sequence);
                break;
            default:
                break;
        }
    }
}
