using Spare.Commands;
using Spare.Lab.Faults;
using Spare.Protocol;
using Spare.Protocol.Admin;
using Spare.Protocol.Admin.Faults;
using Spare.Protocol.Http;

namespace Spare.EndToEnd.Tests.Faults;

/// <summary>An active replica lies while clients write and read: nobody is told a lie or refused, and an event names it.</summary>
[Collection(nameof(RegisterLab))]
public sealed class InjectionTests(RegisterLab register)
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory]
    [InlineData(RouteClass.Write, FaultKind.WrongBody, FaultKind.WrongStatus, FaultKind.WrongHeader, FaultKind.WrongLength)]
    [InlineData(RouteClass.Read, FaultKind.WrongBody, FaultKind.WrongStatus, FaultKind.OldReply)]
    [InlineData(RouteClass.Write, FaultKind.Flood, FaultKind.Oversize, FaultKind.EarlyClose, FaultKind.OldReply)]
    [InlineData(RouteClass.Write, FaultKind.SurplusBytes, FaultKind.SecondReply)]
    public Task A_wrong_reply_is_masked(RouteClass requests, params FaultKind[] kinds) =>
        AreMaskedAsync(kinds, requests);

    [Theory]
    [InlineData(RouteClass.Write, FaultKind.SilenceBeforeHeader, FaultKind.SilenceAfterHeader, FaultKind.SlowDrip)]
    [InlineData(RouteClass.Read, FaultKind.SilenceBeforeHeader)]
    public Task A_late_reply_is_masked(RouteClass requests, params FaultKind[] kinds) =>
        AreMaskedAsync(kinds, requests);

    [Theory]
    [InlineData(FaultKind.OmittedRow, FaultKind.AddedRow, FaultKind.DuplicatedRow, FaultKind.MisattributedRows)]
    public Task A_wrong_write_set_is_masked(params FaultKind[] kinds) => AreMaskedAsync(kinds, requests: null);

    [Fact]
    public Task A_crash_is_masked() => AreMaskedAsync([FaultKind.Crash], requests: null);

    [Fact]
    public async Task A_replica_that_there_is_not_cannot_be_faulty()
    {
        var missing = new InjectedFault { Kind = FaultKind.Flood, Replica = new ReplicaId(new HostId(1), 999_999) };

        var refused = await Assert.ThrowsAsync<AdminException>(
            () => register.Lab.Hosts[0].Admin.InjectAsync(missing, None));

        Assert.Equal("There is no replica 'h1-r999999' here: see 'spare status'.", refused.Message);
    }

    private async Task AreMaskedAsync(FaultKind[] kinds, RouteClass? requests)
    {
        await using var clients = new RegisterClients(register);
        foreach (var kind in kinds)
        {
            await clients.AllGetAnswersAsync();
            await IsMaskedAsync(kind, requests);
            await clients.AllGetAnswersAsync();
        }

        await clients.StopAsync();
        Assert.Equal(0, clients.Refused);
        await WokenReplicas.CrashAsync(register.Lab.Hosts, None);
        await register.Lab.DatabasesAreEqualAsync();
    }

    private async Task IsMaskedAsync(FaultKind kind, RouteClass? requests)
    {
        await CanMaskAsync();
        var admin = register.Lab.Hosts[0].Admin;
        var active = (await register.Lab.Hosts[0].ActiveAsync())?.Replica ?? throw new InvalidOperationException();
        var known = await Task.WhenAll(register.Lab.Hosts.Select((_, host) => LastEventAsync(host)));
        await admin.InjectAsync(
            new InjectedFault { Kind = kind, Replica = active, Class = requests, Count = CountOf(kind) }, None);

        await Eventually.HoldsAsync(async () => (await AllEventsAsync(known)).Any(happened => Names(happened, active)));

        await admin.ClearFaultsAsync(None);
        Assert.Contains(await register.EventsAsync(0, known[0]), happened =>
            happened.Kind == OperatorEventKind.FaultInjected && happened.Replica == active);
    }

    /// <summary>What hurts nobody but the connection is told once a second only, however often it happens.</summary>
    private static int? CountOf(FaultKind kind) =>
        kind is FaultKind.Crash or FaultKind.SurplusBytes or FaultKind.SecondReply ? null : 1;

    /// <summary>As the faulty one, or, of a read that was asked again after further writes, with the votes on it.</summary>
    private static bool Names(OperatorEvent happened, ReplicaId replica) =>
        happened.Severity != Severity.Information && happened.Kind != OperatorEventKind.FaultInjected
        && (happened.Replica == replica
            || (happened.Kind == OperatorEventKind.RepliesDiffer
                && happened.Text.Contains($"{replica}", StringComparison.Ordinal)));

    /// <summary>Waits until every host has an active replica and one that can vote beside it.</summary>
    private Task CanMaskAsync() => Eventually.HoldsAsync(async () => (await ReplicasAsync()).All(replicas =>
        replicas.Count(replica => replica.Role == ReplicaRole.Active) == 1
        && replicas.Any(replica => replica.Role != ReplicaRole.Active)));

    private async Task<IEnumerable<IReadOnlyList<ReplicaStatus>>> ReplicasAsync() =>
        (await Task.WhenAll(register.Lab.Hosts.Select(host => host.Admin.StatusAsync(None))))
            .Select(status => (IReadOnlyList<ReplicaStatus>)status.Replicas);

    private async Task<ulong> LastEventAsync(int host) =>
        (await register.EventsAsync(host, since: 0)).Max(happened => happened.Number);

    private async Task<IEnumerable<OperatorEvent>> AllEventsAsync(ulong[] known) =>
        (await Task.WhenAll(known.Select((since, host) => register.EventsAsync(host, since)))).SelectMany(events => events);
}
