using System.Collections.Immutable;
using System.Net;
using System.Threading.Channels;
using Spare.Protocol;
using Spare.Protocol.Agents;
using Spare.Protocol.Agents.Commands;
using Spare.Protocol.Agents.Reports;
using Spare.Protocol.WriteSets;

namespace Spare.Replicas.Agents;

/// <summary>
/// The manager's end of a replica's agent. Every call has a deadline, and every call fails with
/// <see cref="AgentException"/> once the connection is closed, whose reason is then known for good; the caller
/// connects again when it wants to. Commands run one after the other.
/// </summary>
public sealed class AgentConnection : IAsyncDisposable
{
    private readonly AgentChannel channel;
    private readonly AgentConnectionOptions options;

    private AgentConnection(AgentChannel channel, AgentConnectionOptions options, AgentStatus greeting)
    {
        this.channel = channel;
        this.options = options;
        Greeting = greeting;
    }

    /// <summary>What the agent said of its replica when it was connected.</summary>
    public AgentStatus Greeting { get; }

    /// <summary>Unasked reports, in order; bounded, completes when the connection closes.</summary>
    public ChannelReader<AgentNotice> Notices => channel.Notices;

    /// <summary>Completes with the reason once the connection is closed.</summary>
    public Task<string> Closed => channel.Closed;

    /// <exception cref="AgentException">Nobody answers, or not an agent of this version.</exception>
    public static async Task<AgentConnection> ConnectAsync(
        EndPoint endpoint, AgentConnectionOptions options, CancellationToken cancellation)
    {
        var channel = await AgentChannel.ConnectAsync(endpoint, options, cancellation).ConfigureAwait(false);
        try
        {
            var question = new Question(options.Connect, report => report is Welcome);
            var answer = await channel.AskAsync(new Hello(AgentProtocol.Version), question, cancellation)
                .ConfigureAwait(false);
            var welcome = (Welcome)answer;
            return welcome.Version == AgentProtocol.Version
                ? new AgentConnection(channel, options, welcome.Status)
                : throw new AgentException(
                    $"the agent speaks version {welcome.Version}, this manager {AgentProtocol.Version}");
        }
        catch (Exception exception) when (exception is AgentException or OperationCanceledException)
        {
            await channel.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Everything committed from here to the end of the write belongs to this position.</summary>
    public Task BeginWriteAsync(SequenceNumber sequence, Instant agreedTime, CancellationToken cancellation) =>
        AskAsync(
            new BeginWrite(sequence, agreedTime), options.Command,
            report => report is WriteBegun begun && begun.Sequence == sequence, cancellation);

    /// <summary>
    /// Ends the write once the database is quiet, and begins the next one in the same step when it is named. One
    /// write is open at a time.
    /// </summary>
    public async Task<WriteEnd> EndWriteAsync(
        SequenceNumber sequence, TimeSpan quietWithin, NextWrite? next, CancellationToken cancellation)
    {
        var expected = channel.ExpectWriteSet(sequence);
        var answer = await AskAsync(
            new EndWrite(sequence, quietWithin, next), options.Command + quietWithin,
            report => report is WriteEnded ended ? ended.Sequence == sequence
                : report is WriteNotQuiet notQuiet && notQuiet.Sequence == sequence,
            cancellation).ConfigureAwait(false);
        return answer is WriteNotQuiet late
            ? new WriteEnd.NotQuiet(late.Detail)
            : new WriteEnd.Quiet(channel.InTimeAsync(expected, options.WriteSet, $"write set of {sequence}"));
    }

    /// <summary>
    /// Applies consecutive updates: one transaction, or several where they are too many bytes for one frame.
    /// </summary>
    /// <param name="use">
    /// <see cref="ReplicaUse.Executed"/>: no updates come after these, and the agent already does what it will be asked for
    /// when the replica is activated.
    /// </param>
    public async Task<ApplyOutcome> ApplyAsync(
        UpdateNumber first, ImmutableArray<EncodedWriteSet> writeSets, ReplicaUse use, CancellationToken cancellation)
    {
        var done = new UpdateNumber(first.Value - 1);
        var end = new UpdateNumber(done.Value + (ulong)writeSets.Length);
        foreach (var batch in UpdateBatches.Split(writeSets))
        {
            var last = new UpdateNumber(done.Value + (ulong)batch.Length);
            var answer = await AskAsync(
                new ApplyUpdates(done.Next, batch, last == end ? use : ReplicaUse.Updated), options.Apply,
                report => report is UpdatesRefused || (report is UpdatesApplied applied && applied.Last == last),
                cancellation).ConfigureAwait(false);
            if (answer is UpdatesRefused refused)
            {
                return new ApplyOutcome.Refused(done, refused.Reason);
            }

            done = last;
        }

        return new ApplyOutcome.Applied(done);
    }

    /// <summary>Makes ready to capture writes, so that the first one need not wait for it.</summary>
    public Task ActivateAsync(CancellationToken cancellation) =>
        AskAsync(new Activate(), options.Restart, report => report is Activated, cancellation);

    /// <summary>Sets the clock of a service that runs on agreed time; does nothing for others.</summary>
    public Task SetTimeAsync(Instant agreedTime, CancellationToken cancellation) =>
        AskAsync(new SetTime(agreedTime), options.Command, report => report is TimeSet, cancellation);

    /// <summary>Sets the clock of a guest, before anything else that is asked after this.</summary>
    public Task SetClockAsync(Instant now, CancellationToken cancellation) =>
        AskAsync(new SetClock(now), options.Command, report => report is TimeSet, cancellation);

    /// <summary>Has a guest write everything to its disk.</summary>
    public Task SettleAsync(CancellationToken cancellation) =>
        AskAsync(new Settle(), options.Apply, report => report is Settled, cancellation);

    public Task RestartServiceAsync(CancellationToken cancellation) =>
        AskAsync(new RestartService(), options.Restart, report => report is ServiceRestarted, cancellation);

    public async Task<AgentStatus> StatusAsync(CancellationToken cancellation)
    {
        var answer = await AskAsync(
            new QueryStatus(), options.Command, report => report is StatusReported, cancellation).ConfigureAwait(false);
        return ((StatusReported)answer).Status;
    }

    /// <summary>
    /// Fixes the state of the database as it is now; the next write may begin when this ends. The digest of it comes later,
    /// or never: it has no deadline here, and whoever gives it up need not say so.
    /// </summary>
    public async Task<Task<Digest>> NoteStateAsync(CheckNumber check, CancellationToken cancellation)
    {
        var expected = channel.ExpectState(check);
        await AskAsync(
            new NoteState(check), options.Command, report => report is StateNoted noted && noted.Check == check, cancellation)
            .ConfigureAwait(false);
        return expected;
    }

    /// <summary>The digest of the canonical dump, to compare replicas.</summary>
    public async Task<Digest> DumpDigestAsync(CancellationToken cancellation)
    {
        var answer = await AskAsync(
            new Dump(DumpScope.Digest), options.Dump, report => report is DumpEnd, cancellation).ConfigureAwait(false);
        return ((DumpEnd)answer).Digest;
    }

    /// <summary>
    /// The canonical dump itself. <paramref name="take"/> gets some whole lines at a time and holds up the receiving
    /// while it runs.
    /// </summary>
    public async Task<Digest> DumpAsync(Action<string> take, CancellationToken cancellation)
    {
        var question = new Question(options.Dump, report => report is DumpEnd) { TakePart = part => take(part.Lines) };
        var answer = await channel.AskAsync(new Dump(DumpScope.Content), question, cancellation).ConfigureAwait(false);
        return ((DumpEnd)answer).Digest;
    }

    /// <summary>Some whole lines of another replica's dump, after those before; the first ones empty the database.</summary>
    public Task LoadAsync(string lines, CancellationToken cancellation) =>
        AskAsync(new LoadPart(lines), options.Dump, report => report is PartLoaded, cancellation);

    /// <summary>The dump is whole, and its last update was that one.</summary>
    public Task EndLoadAsync(UpdateNumber last, CancellationToken cancellation) =>
        AskAsync(
            new EndLoad(last), options.Dump, report => report is UpdatesApplied applied && applied.Last == last, cancellation);

    public ValueTask DisposeAsync() => channel.DisposeAsync();

    private Task<AgentReport> AskAsync(
        AgentCommand command, TimeSpan within, Func<AgentReport, bool> answers, CancellationToken cancellation) =>
        channel.AskAsync(command, new Question(within, answers), cancellation);
}
