using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Spare.Daemon.Operators;
using Spare.Protocol;
using Spare.Protocol.Admin;
using Spare.Replicas;
using Spare.Replication;

namespace Spare.Daemon.Tests;

public sealed class ReplicaNoticesTests
{
    private static readonly ReplicaId Replica = new(new HostId(1), 2);

    private readonly EventLog events = new(new HostId(1), TimeProvider.System);
    private readonly List<ManagerEvent> posted = [];
    private readonly LevelLog log = new();

    /// <summary>What operators are told of a notice.</summary>
    public static TheoryData<ReplicaNotice, OperatorEventKind, Severity> Told => new()
    {
        { new ReplicaNotice.Made(Replica, "It was made."), OperatorEventKind.ReplicaStarted, Severity.Information },
        { new ReplicaNotice.Resumed(Replica), OperatorEventKind.ReplicaResumed, Severity.Information },
        { new ReplicaNotice.Executed(Replica), OperatorEventKind.HelperExecuted, Severity.Information },
        {
            new ReplicaNotice.StateDigested(Replica, TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(20)),
            OperatorEventKind.StatesCompared, Severity.Information
        },
        { new ReplicaNotice.BaseMade(Replica, new UpdateNumber(7)), OperatorEventKind.BaseMade, Severity.Information },
        { new ReplicaNotice.BaseNotMade(Replica, "The disk is full."), OperatorEventKind.ReplicaFailed, Severity.Warning },
        { new ReplicaNotice.Misbehaved(Replica, "It answered unasked."), OperatorEventKind.ReplicaFailed, Severity.Warning },
        { new ReplicaNotice.Unsupported(Replica, "It made a sequence."), OperatorEventKind.UnsupportedService, Severity.Error },
    };

    /// <summary>What the core makes of a notice.</summary>
    public static TheoryData<ReplicaNotice, ManagerEvent> Posted => new()
    {
        { new ReplicaNotice.Lost(Replica, "It ended."), new ManagerEvent.ReplicaLost(Replica, "It ended.") },
        {
            new ReplicaNotice.PassiveLost(Replica, "It ended."),
            new ManagerEvent.PassiveLost("It ended.") { Replica = Replica }
        },
        { new ReplicaNotice.BaseOld(Replica), new ManagerEvent.BaseOld() },
    };

    [Theory]
    [MemberData(nameof(Told))]
    public async Task Operators_are_told_what_the_core_need_not_know(
        ReplicaNotice notice, OperatorEventKind kind, Severity severity)
    {
        await ReadAsync(notice);
        var told = Assert.Single(events.Since(0).Events);
        Assert.Equal((kind, severity, notice.Text, Replica), (told.Kind, told.Severity, told.Text, told.Replica));
        Assert.Equal(severity, Assert.Single(log.Levels));
        Assert.Empty(posted);
    }

    [Theory]
    [MemberData(nameof(Posted))]
    public async Task The_core_is_told_what_it_acts_on_and_reports_it_itself(ReplicaNotice notice, ManagerEvent happened)
    {
        await ReadAsync(notice);
        Assert.Equal([happened], posted);
        Assert.Empty(events.Since(0).Events);
        Assert.Empty(log.Levels);
    }

    [Fact]
    public void Every_kind_of_notice_goes_to_somebody() => Assert.Equal(
        typeof(ReplicaNotice).GetNestedTypes().ToHashSet(),
        [.. Told.Concat(Posted.AsEnumerable()).Select(row => row[0].GetType())]);

    [Fact]
    public async Task After_what_the_core_was_told_comes_the_next_notice()
    {
        await ReadAsync(
            new ReplicaNotice.Lost(Replica, "It ended."), new ReplicaNotice.BaseOld(Replica), new ReplicaNotice.Resumed(Replica));
        Assert.Equal([new ManagerEvent.ReplicaLost(Replica, "It ended."), new ManagerEvent.BaseOld()], posted);
        Assert.Single(events.Since(0).Events);
    }

    /// <summary>Has all of them read.</summary>
    private async Task ReadAsync(params ReplicaNotice[] notices)
    {
        var channel = Channel.CreateUnbounded<ReplicaNotice>();
        Assert.All(notices, notice => Assert.True(channel.Writer.TryWrite(notice)));
        channel.Writer.Complete();
        await new ReplicaNotices(channel.Reader, PostAsync, events, log).RunAsync(CancellationToken.None);
    }

    private ValueTask PostAsync(ManagerEvent happened, CancellationToken cancellation)
    {
        posted.Add(happened);
        return ValueTask.CompletedTask;
    }

    /// <summary>How severe each line is.</summary>
    private sealed class LevelLog : ILogger
    {
        public List<Severity> Levels { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Levels.Add(Enum.Parse<Severity>($"{logLevel}"));
    }
}
