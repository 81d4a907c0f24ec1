using System.Security.Cryptography;
using Npgsql;
using Npgsql.Replication;
using Npgsql.Replication.PgOutput;
using Spare.Postgres.Sessions;

namespace Spare.Postgres.Capture;

/// <summary>
/// The two sessions of a capture: one sets the marks, one reads the log. Until the capture starts they hold nothing, so a
/// passive replica can have them open for the moment when it is woken.
/// </summary>
public sealed class CaptureSessions : IAsyncDisposable
{
    /// <summary>
    /// A paused replica's log is silent for as long as the pause lasts. Npgsql knows no infinite time here; halfway it
    /// asks the server for a sign of life.
    /// </summary>
    private static readonly TimeSpan SilenceMaximum = TimeSpan.FromDays(20);

    private CaptureSessions(WriteMarks marks, LogicalReplicationConnection log)
    {
        Marks = marks;
        Log = log;
    }

    internal WriteMarks Marks { get; }

    internal LogicalReplicationConnection Log { get; }

    public static async Task<CaptureSessions> OpenAsync(DatabaseAddress database, CancellationToken cancellation)
    {
        var marks = await WriteMarks.OpenAsync(database, cancellation).ConfigureAwait(false);
        var log = new LogicalReplicationConnection(database.ConnectionString)
        {
            WalReceiverTimeout = SilenceMaximum,
        };
        var sessions = new CaptureSessions(marks, log);
        try
        {
            await log.Open(cancellation).ConfigureAwait(false);
            return sessions;
        }
        catch
        {
            await sessions.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>
    /// Has the server do in these sessions what it does in them when a capture starts, and takes it back: what a session
    /// does for the first time takes several times as long.
    /// </summary>
    public async Task RehearseAsync(CancellationToken cancellation)
    {
        await Marks.RehearseAsync(cancellation).ConfigureAwait(false);
        var (slot, _) = await CreateSlotAsync(cancellation).ConfigureAwait(false);
        await Log.DropReplicationSlot(slot.Name, cancellationToken: cancellation).ConfigureAwait(false);
    }

    /// <summary>
    /// The log from here on, for one capture (the server forgets the slot with the session), and where every sequence
    /// stands. The sender has to read what the slot's beginning logged; of what the server's own writer flushes it may
    /// hear late (<see cref="LateWriteSets"/>), of a commit's flush it hears then.
    /// </summary>
    internal async Task<(PgOutputReplicationSlot Slot, string Positions)> CreateSlotAsync(CancellationToken cancellation)
    {
        var creating = Log.CreatePgOutputReplicationSlot(
            $"spare_{RandomNumberGenerator.GetHexString(12, lowercase: true)}",
            temporarySlot: true,
            LogicalSlotSnapshotInitMode.NoExport,
            cancellationToken: cancellation);
        var positions = await Marks.PositionsAsync(cancellation).ConfigureAwait(false);
        while (await Task.WhenAny(creating, Task.Delay(LateWriteSets.Patience, cancellation)).ConfigureAwait(false) != creating)
        {
            await Marks.FlushAsync(cancellation).ConfigureAwait(false);
        }

        return (await creating.ConfigureAwait(false), positions);
    }

    /// <summary>Has the server end the session that reads the log.</summary>
    internal async Task EndLogAsync()
    {
        try
        {
            await Marks.EndSessionAsync(Log.ProcessID, CancellationToken.None).ConfigureAwait(false);
        }
        catch (NpgsqlException)
        {
            // The server is gone, and the session with it.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Log.DisposeAsync().ConfigureAwait(false);
        await Marks.DisposeAsync().ConfigureAwait(false);
    }
}
