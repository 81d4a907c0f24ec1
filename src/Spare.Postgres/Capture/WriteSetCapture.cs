using System.Security.Cryptography;
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

    /// <summary>
    /// A paused replica's log is silent for as long as the pause lasts. Npgsql knows no infinite time here; halfway it
    /// asks the server for a sign of life.
    /// </summary>
    private static readonly TimeSpan SilenceMaximum = TimeSpan.FromDays(20);

    private readonly WriteMarks marks;
    private readonly LogicalReplicationConnection log;
    private readonly LogReader reader;
    private readonly CancellationTokenSource stopping = new();
    private readonly Channel<CaptureEvent> events = Channel.CreateBounded<CaptureEvent>(EventsMaximum);
    private readonly Task reading;

    private WriteSetCapture(
        WriteMarks marks, LogicalReplicationConnection log, PgOutputReplicationSlot slot, LogReader reader)
    {
        this.marks = marks;
        this.log = log;
        this.reader = reader;
        reading = Task.Run(() => ReadAllAsync(slot));
    }

    /// <summary>What came out of the log; completes with the error when the log cannot be read any more.</summary>
    public ChannelReader<CaptureEvent> Events => events.Reader;

    /// <summary>Starts to read the log from here on. Only one capture may run at a time.</summary>
    public static async Task<WriteSetCapture> StartAsync(
        DatabaseAddress database, DatabaseCatalog catalog, WriteSetBounds bounds, CancellationToken cancellation)
    {
        var marks = await Task.Run(() => WriteMarks.Open(database), cancellation).ConfigureAwait(false);
        var log = new LogicalReplicationConnection(database.ConnectionString)
        {
            WalReceiverTimeout = SilenceMaximum,
        };
        try
        {
            await log.Open(cancellation).ConfigureAwait(false);
            var name = $"spare_{RandomNumberGenerator.GetHexString(12, lowercase: true)}";
            var slot = await log.CreatePgOutputReplicationSlot(
                name, temporarySlot: true, LogicalSlotSnapshotInitMode.NoExport,
                cancellationToken: cancellation).ConfigureAwait(false);
            var bracket = new WriteBracket(bounds, MarkContent.ParsePositions(marks.Positions(), catalog));
            return new WriteSetCapture(marks, log, slot, new LogReader(catalog, bracket, bounds));
        }
        catch
        {
            await log.DisposeAsync().ConfigureAwait(false);
            marks.Dispose();
            throw;
        }
    }

    /// <summary>Everything that is committed from here on belongs to this write. Blocks for one round trip.</summary>
    public void BeginWrite(SequenceNumber sequence) => marks.Begin(sequence);

    /// <summary>
    /// Waits until the database is quiet, ends the write, and begins the next one when it is named. The write set
    /// follows as an event; after an end that was not quiet there is none, and no next write has begun. Blocks for one
    /// round trip at a time.
    /// </summary>
    /// <returns><c>null</c>, or who was still busy at the deadline.</returns>
    public Task<string?> EndWriteAsync(
        SequenceNumber sequence, TimeSpan quietWithin, SequenceNumber? next, CancellationToken cancellation) =>
        marks.EndAsync(sequence, quietWithin, next, cancellation);

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync().ConfigureAwait(false);
        await reading.ConfigureAwait(false);
        await log.DisposeAsync().ConfigureAwait(false);
        marks.Dispose();
        stopping.Dispose();
    }

    private async Task ReadAllAsync(PgOutputReplicationSlot slot)
    {
        try
        {
            var options = new PgOutputReplicationOptions("spare", PgOutputProtocolVersion.V1, messages: true);
            await foreach (var message in log.StartReplication(slot, options, stopping.Token).ConfigureAwait(false))
            {
                if (await reader.ReadAsync(message, stopping.Token).ConfigureAwait(false) is { } captured)
                {
                    await events.Writer.WriteAsync(captured, stopping.Token).ConfigureAwait(false);
                }

                log.SetReplicationStatus(message.WalEnd);
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
}
