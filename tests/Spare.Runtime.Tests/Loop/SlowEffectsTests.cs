using System.Collections.Immutable;
using Spare.Protocol.Http;
using Spare.Protocol.Messages;
using Spare.Protocol;
using Spare.Replication.Execution;
using Spare.Replication.Repeats;
using Spare.Replication.Updates;
using Spare.Replication;
using Spare.Replication.Serving;
using Spare.Runtime.Loop;
using Spare.Runtime.Ports;

namespace Spare.Runtime.Tests.Loop;

/// <summary>Each slow effect ends with one event, whatever the replicas and the journal do.</summary>
public sealed class SlowEffectsTests
{
    private static readonly ReplicaId Replica = new(new HostId(1), 1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly Digest State = Digest.Of("state"u8);

    private readonly EventQueue queue = new();
    private readonly ScriptedRecord record = new();

    [Fact]
    public async Task A_replica_that_ends_during_a_request_is_lost_and_the_request_is_not_judged()
    {
        Begin(new ScriptedReplicas(() => throw new ReplicaException("gone")), new ScriptedJournal(), Execute());

        Assert.IsType<ManagerEvent.WriteEnded>(await NextAsync());
        var lost = Assert.IsType<ManagerEvent.ReplicaLost>(await NextAsync());
        Assert.Equal((Replica, "gone"), (lost.Replica, lost.Reason));
    }

    [Fact]
    public async Task A_replica_that_does_not_start_is_lost()
    {
        Begin(Silent, new ScriptedJournal(), new ManagerEffect.StartReplica(Replica, []));

        var lost = Assert.IsType<ManagerEvent.ReplicaLost>(await NextAsync());
        Assert.Equal((Replica, "will not start"), (lost.Replica, lost.Reason));
    }

    [Fact]
    public async Task A_passive_replica_that_cannot_be_made_is_told_with_the_reason()
    {
        Begin(Silent, new ScriptedJournal(), new ManagerEffect.MakePassive(new UpdateNumber(3), default));

        Assert.Equal("no space", Assert.IsType<ManagerEvent.PassiveNotMade>(await NextAsync()).Reason);
    }

    [Fact]
    public async Task The_digest_of_a_replica_comes_with_its_check_or_not_at_all()
    {
        Begin(Silent, new ScriptedJournal(), new ManagerEffect.NoteState(Replica, new CheckNumber(1)));
        Assert.Equal(new ManagerEvent.StateDigested(Replica, new CheckNumber(1), State), await NextAsync());

        Begin(Silent, new ScriptedJournal(), new ManagerEffect.NoteState(Replica, new CheckNumber(2)));
        Assert.Equal(new ManagerEvent.StateNotDigested(Replica, new CheckNumber(2), "too slow"), await NextAsync());
    }

    [Fact]
    public async Task The_digest_of_the_passive_replica_comes_with_its_check_or_not_at_all()
    {
        Begin(Silent, new ScriptedJournal(), new ManagerEffect.CheckPassive(new CheckNumber(1), default, Copy: true));
        Assert.Equal(new ManagerEvent.PassiveChecked(new CheckNumber(1), State), await NextAsync());

        Begin(Silent, new ScriptedJournal(), new ManagerEffect.CheckPassive(new CheckNumber(2), default, Copy: true));
        Assert.Equal(new ManagerEvent.PassiveNotChecked(new CheckNumber(2), "no space"), await NextAsync());
    }

    [Fact]
    public async Task A_copy_becomes_the_base_or_does_not()
    {
        Begin(Silent, new ScriptedJournal(), new ManagerEffect.TakeCopy(new CheckNumber(1)));
        Assert.Equal(new ManagerEvent.BaseMade(new UpdateNumber(7)), await NextAsync());

        Begin(Silent, new ScriptedJournal(), new ManagerEffect.TakeCopy(new CheckNumber(2)));
        Assert.Equal(new ManagerEvent.BaseNotMade("disk full"), await NextAsync());
    }

    [Fact]
    public void What_is_not_needed_is_thrown_away_at_once()
    {
        var replicas = Silent;

        Begin(replicas, new ScriptedJournal(), new ManagerEffect.DropCopy(new CheckNumber(2)));
        Begin(replicas, new ScriptedJournal(), new ManagerEffect.DiscardPassive());

        Assert.Equal((new CheckNumber(2), true), (replicas.Dropped, replicas.Discarded));
    }

    [Fact]
    public void A_replica_is_ended_at_once()
    {
        var replicas = Silent;

        Begin(replicas, new ScriptedJournal(), new ManagerEffect.EndReplica(Replica));

        Assert.Equal(Replica, replicas.Ended);
    }

    [Fact]
    public async Task A_request_that_was_executed_has_ended_and_comes_back_with_its_result()
    {
        var result = new ExecutionResult(new Vote(Outcome.Replied, default, default), default, default, "");

        Begin(new ScriptedReplicas(() => result), new ScriptedJournal(), Execute());

        var ended = Assert.IsType<ManagerEvent.WriteEnded>(await NextAsync());
        Assert.Equal((Replica, new SequenceNumber(4)), (ended.Replica, ended.Sequence));
        var executed = Assert.IsType<ManagerEvent.Executed>(await NextAsync());
        Assert.Equal((new SequenceNumber(4), result), (executed.Sequence, executed.Result));
    }

    [Fact]
    public async Task A_journal_that_fails_says_why()
    {
        Begin(
            new ScriptedReplicas(() => throw new ReplicaException("unused")),
            new ScriptedJournal { Failure = "the disk is full" },
            new ManagerEffect.AppendToJournal(
                new AgreedUpdate(new UpdateNumber(1), new SequenceNumber(4), default), default, default, default));

        Assert.Equal("the disk is full", Assert.IsType<ManagerEvent.JournalFailed>(await NextAsync()).Reason);
    }

    [Fact]
    public async Task A_defect_is_not_swallowed()
    {
        var slow = Begin(
            new ScriptedReplicas(() => throw new InvariantBrokenException("a == b")), new ScriptedJournal(), Execute());

        await Assert.ThrowsAsync<InvariantBrokenException>(() => slow.Failed.WaitAsync(Patience));
    }

    [Fact]
    public async Task An_epoch_is_on_the_disk_before_the_manager_is_told()
    {
        Begin(Silent, new ScriptedJournal(), new ManagerEffect.RecordEpoch(new ServingEpoch(new Epoch(3), [new HostId(1)])));

        Assert.Equal(new Epoch(3), Assert.IsType<ManagerEvent.EpochRecorded>(await NextAsync()).Epoch);
    }

    [Fact]
    public async Task Epochs_are_written_one_after_the_other_so_that_the_last_one_stays()
    {
        record.Disk = new TaskCompletionSource();
        var slow = Begin(Silent, new ScriptedJournal(), new ManagerEffect.RecordEpoch(new ServingEpoch(new Epoch(3), [new HostId(1)])));
        slow.Begin(new ManagerEffect.RecordEpoch(new ServingEpoch(new Epoch(4), [new HostId(1)])), queue);
        Assert.Equal([new Epoch(3)], record.Begun);

        record.Disk.SetResult();
        Epoch[] told = [await RecordedAsync(), await RecordedAsync()];
        Assert.Equal([new Epoch(3), new Epoch(4)], record.Begun);
        Assert.Equal(record.Begun, told.Order());

        async Task<Epoch> RecordedAsync() => Assert.IsType<ManagerEvent.EpochRecorded>(await NextAsync()).Epoch;
    }

    [Fact]
    public async Task An_epoch_that_cannot_be_written_is_a_failure_of_the_journal()
    {
        Begin(Silent, new ScriptedJournal(), new ManagerEffect.RecordEpoch(new ServingEpoch(new Epoch(9), [])));

        Assert.Equal("the disk is full", Assert.IsType<ManagerEvent.JournalFailed>(await NextAsync()).Reason);
    }

    [Fact]
    public async Task A_host_that_caught_up_says_how_far()
    {
        Begin(Silent, new ScriptedJournal(), new ManagerEffect.CatchUp(new HostId(2)));

        Assert.Equal(JournalEnd.Image, Assert.IsType<ManagerEvent.CaughtUp>(await NextAsync()).End);
    }

    [Fact]
    public async Task A_host_that_did_not_catch_up_says_why_and_how_far_it_is()
    {
        Begin(Silent, new ScriptedJournal(), new ManagerEffect.CatchUp(new HostId(3)));

        var failed = Assert.IsType<ManagerEvent.CatchUpFailed>(await NextAsync());
        Assert.Equal((JournalEnd.Image, "h3 is silent"), (failed.End, failed.Reason));
    }

    [Fact]
    public async Task A_manager_that_starts_again_does_so_when_its_epoch_is_on_the_disk()
    {
        var slow = Begin(Silent, new ScriptedJournal(), new ManagerEffect.RecordEpoch(new ServingEpoch(new Epoch(3), [new HostId(1)])));
        slow.Begin(new ManagerEffect.StartAgain("left behind"), queue);

        Assert.Equal("left behind", await slow.StartsAgain.WaitAsync(Patience));
        Assert.IsType<ManagerEvent.EpochRecorded>(await NextAsync());
    }

    private static ScriptedReplicas Silent => new(() => throw new ReplicaException("not asked"));

    private static ManagerEffect.Execute Execute() => new(
        Replica,
        new OrderedRequest(
            new SequenceNumber(4), new RequestId(new HostId(1), new Incarnation(1), 1), default, RouteClass.Read,
            new Instant(1), default, default),
        Patience,
        KeepReply: true);

    private SlowEffects Begin(ILocalReplicas replicas, IJournal journal, ManagerEffect effect)
    {
        var slow = new SlowEffects(replicas, journal, record, new ScriptedCatchUp(), CancellationToken.None);
        slow.Begin(effect, queue);
        return slow;
    }

    private async Task<ManagerEvent> NextAsync() => await queue.Reader.ReadAsync().AsTask().WaitAsync(Patience);

    /// <summary>Has no room for an epoch without hosts.</summary>
    private sealed class ScriptedRecord : IServingRecord
    {
        /// <summary>Null: it is fast.</summary>
        public TaskCompletionSource? Disk { get; set; }

        /// <summary>What was to be written, in the order in which that began.</summary>
        public List<Epoch> Begun { get; } = [];

        public ServingEpoch? Read() => null;

        public ValueTask WriteAsync(ServingEpoch epoch, CancellationToken cancellation)
        {
            Begun.Add(epoch.Epoch);
            return epoch.Hosts.IsEmpty ? throw new JournalException("the disk is full")
                : Disk is { } disk ? new ValueTask(disk.Task)
                : ValueTask.CompletedTask;
        }
    }

    /// <summary>The third host never answers.</summary>
    private sealed class ScriptedCatchUp : ICatchUp
    {
        public Task<JournalEnd> CatchUpAsync(HostId donor, CancellationToken cancellation) => donor == new HostId(3)
            ? throw new CatchUpException("h3 is silent", JournalEnd.Image)
            : Task.FromResult(JournalEnd.Image);
    }

    private sealed class ScriptedReplicas(Func<ExecutionResult> execute) : ILocalReplicas
    {
        public ReplicaId Ended { get; private set; }

        public CheckNumber Dropped { get; private set; }

        public bool Discarded { get; private set; }

        public Task<ExecutionResult> ExecuteAsync(
            ReplicaId replica, OrderedRequest request, TimeSpan deadline, bool keepReply, Action ended,
            CancellationToken cancellation)
        {
            ended();
            return Task.FromResult(execute());
        }

        public Task<UpdateNumber> UpdatePassiveAsync(
            ImmutableArray<AgreedUpdate> updates, CancellationToken cancellation) =>
            throw new ReplicaException("not scripted");

        public Task StartReplicaAsync(
            ReplicaId replica, ImmutableArray<AgreedUpdate> updates, CancellationToken cancellation) =>
            throw new ReplicaException("will not start");

        public void EndReplica(ReplicaId replica) => Ended = replica;

        public Task<UpdateNumber> MakePassiveAsync(ImageNumber image, UpdateNumber atLeast, CancellationToken cancellation) =>
            throw new HypervisorException("no space");

        public Task<Digest> DigestStateAsync(ReplicaId replica, CheckNumber check, CancellationToken cancellation) =>
            check == new CheckNumber(1) ? Task.FromResult(State) : throw new ReplicaException("too slow");

        public Task<Digest> CheckPassiveAsync(
            CheckNumber check, UpdateNumber number, bool copy, CancellationToken cancellation) =>
            check == new CheckNumber(1) ? Task.FromResult(State) : throw new HypervisorException("no space");

        public Task<UpdateNumber> TakeBaseAsync(CheckNumber check) =>
            check == new CheckNumber(1) ? Task.FromResult(new UpdateNumber(7)) : throw new JournalException("disk full");

        public void DropBase(CheckNumber check) => Dropped = check;

        public void DiscardPassive() => Discarded = true;
    }

    private sealed class ScriptedJournal : IJournal
    {
        public string? Failure { get; init; }

        public JournalEnd? End => null;

        public string? Damage => null;

        public UpdateNumber? DamagedEnd => null;

        public long Cut => 0;

        public ImmutableArray<KeptReply> Kept => [];

        public ValueTask<ImmutableArray<KeptReply>> KeptAtAsync(UpdateNumber update, CancellationToken cancellation) =>
            throw new NotSupportedException();

        public ValueTask ResetAsync(
            JournalEnd baseEnd, ImmutableArray<KeptReply> kept, CancellationToken cancellation) => default;

        public IDisposable Hold() => throw new NotSupportedException();

        public ValueTask AppendAsync(JournalRecord record, CancellationToken cancellation) =>
            Failure is null ? default : throw new JournalException(Failure);

        public IAsyncEnumerable<JournalRecord> ReadAsync(
            UpdateNumber after, UpdateNumber atLeast, CancellationToken cancellation) =>
            AsyncEnumerable.Empty<JournalRecord>();

        public ValueTask TruncateAsync(UpdateNumber update, CancellationToken cancellation) => default;

        public ValueTask DisposeAsync() => default;
    }
}
