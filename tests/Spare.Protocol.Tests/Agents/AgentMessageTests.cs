using FsCheck;
using FsCheck.Fluent;
using Spare.Protocol.Agents;
using Spare.Protocol.Agents.Commands;
using Spare.Protocol.Agents.Reports;
using Spare.Protocol.WriteSets;

namespace Spare.Protocol.Tests.Agents;

/// <summary>Every message comes back from its frame, and no bytes harm either side.</summary>
public sealed class AgentMessageTests
{
    private static readonly SequenceNumber Seven = new(7);
    private static readonly Instant Noon = new(1_795_000_000_123_456);
    private static readonly EncodedWriteSet SomeWriteSet = new WriteSet(
        [new Change.Truncated([new TableName("public", "item")])], []).Encode();

    private static readonly AgentCommand[] Commands =
    [
        new Hello(3), new BeginWrite(Seven, Noon), new EndWrite(Seven, TimeSpan.FromMilliseconds(250), null),
        new EndWrite(Seven, TimeSpan.Zero, new NextWrite(new SequenceNumber(9), Noon)),
        new ApplyUpdates(new UpdateNumber(4), [SomeWriteSet, EncodedWriteSet.Empty], ReplicaUse.Updated),
        new ApplyUpdates(new UpdateNumber(4), [SomeWriteSet], ReplicaUse.Executed), new SetTime(Noon),
        new Dump(DumpScope.Digest), new Dump(DumpScope.Content), new RestartService(), new Activate(), new QueryStatus(),
        new NoteState(new CheckNumber(3)), new LoadPart("table a\n\\.\n"), new EndLoad(new UpdateNumber(7)),
        new SetClock(Noon), new Settle(),
    ];

    private static readonly AgentReport[] Reports =
    [
        new Welcome(1, new AgentStatus(new UpdateNumber(12), ReplicaUse.Updated, ServiceState.Healthy)),
        new WriteBegun(Seven), new WriteEnded(Seven), new WriteNotQuiet(Seven, "backend 5"),
        new WriteSetCaptured(Seven, SomeWriteSet), new WriteSetCaptured(Seven, EncodedWriteSet.Empty),
        new WriteSetRefused(Seven, "schema"), new UpdatesApplied(new UpdateNumber(200)), new UpdatesRefused("gap"),
        new TimeSet(), new Settled(), new PartLoaded(), new StateNoted(new CheckNumber(3)),
        new StateDigested(new CheckNumber(3), Digest.Of([1])),
        new DumpPart("a\nb\n"), new DumpEnd(Digest.Of([1]), 2), new ServiceRestarted(), new Activated(),
        new StatusReported(new AgentStatus(default, ReplicaUse.Executed, ServiceState.Failed)),
        new UnpromptedCommit("transaction 7"), new ServiceDied("write instance", "ended"), new Failed("why"),
    ];

    [Fact]
    public void Every_command_comes_back_from_its_frame() => Assert.All(Commands, command =>
    {
        Assert.True(AgentCommand.TryParse(ContentOf(command.ToFrame()), out var parsed));
        Assert.Equal(command, parsed);
    });

    [Fact]
    public void Every_report_comes_back_from_its_frame() => Assert.All(Reports, report =>
    {
        Assert.True(AgentReport.TryParse(ContentOf(report.ToFrame()), out var parsed));
        Assert.Equal(report, parsed);
    });

    [Fact]
    public void Every_kind_of_message_is_among_these()
    {
        Assert.Equal(KindsOf(typeof(AgentCommand)), Commands.Select(command => command.GetType()).ToHashSet());
        Assert.Equal(KindsOf(typeof(AgentReport)), Reports.Select(report => report.GetType()).ToHashSet());
    }

    [Fact]
    public void A_message_with_a_byte_more_or_less_is_malformed() => Assert.All(Reports, report =>
    {
        var content = ContentOf(report.ToFrame());
        Assert.False(AgentReport.TryParse([.. content, 0], out _));
        Assert.False(AgentReport.TryParse(content.AsSpan(..^1), out _));
    });

    [Fact]
    public void Any_bytes_are_survived() => Prop.ForAll(
        ArbMap.Default.ArbFor<byte>(), ArbMap.Default.ArbFor<byte[]>(),
        (kind, bytes) =>
        {
            byte[] content = [(byte)(kind % 20), .. bytes ?? []];
            return (!AgentReport.TryParse(content, out var report) || ContentOf(report.ToFrame()).SequenceEqual(content))
                && (!AgentCommand.TryParse(content, out var command) || ContentOf(command.ToFrame()).SequenceEqual(content));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_long_reason_is_cut()
    {
        var frame = new Failed(new string('é', 100_000)).ToFrame();

        Assert.True(AgentReport.TryParse(ContentOf(frame), out var parsed));
        Assert.InRange(((Failed)parsed).Reason.Length, 1000, AgentProtocol.TextMaximum);
    }

    private static byte[] ContentOf(byte[] frame) => frame[sizeof(uint)..];

    private static HashSet<Type> KindsOf(Type message) =>
        [.. message.Assembly.GetTypes().Where(type => type.BaseType == message)];
}
