using System.Collections.Immutable;
using Spare.Configuration.Hosts;
using Spare.Configuration.Service;
using Spare.Daemon.Operators;
using Spare.Interception;
using Spare.Protocol;
using Spare.Protocol.Admin;
using Spare.Replicas;
using Spare.Replication;
using Spare.Runtime.Loop;
using Spare.Runtime.Ports;

namespace Spare.Daemon.Admin;

/// <summary>Puts together what one host says about itself.</summary>
internal sealed class StatusReport(
    HostFile host, ServiceFile service, OperatorConsole console, EventLog events, PendingAnswers answers,
    LocalReplicas replicas, IHypervisor hypervisor)
{
    private static readonly string Version =
        typeof(StatusReport).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";

    private readonly MachineMemory memory = new(hypervisor, TimeProvider.System);

    /// <summary>Set once clients are accepted.</summary>
    public FrontEnd? FrontEnd { get; set; }

    public async Task<HostStatus> TakeAsync(CancellationToken cancellation, bool withMemory = false)
    {
        var state = await console.StateAsync(cancellation);
        return new HostStatus
        {
            Host = host.Self.Id,
            Name = host.Self.Name,
            Version = Version,
            Service = service.Name,
            State = ServingStateOf(state),
            Reason = state.Serving ? null : state.Reason,
            Faults = host.Threshold.Faults,
            Mode = host.Threshold.Mode.Name(),
            Epoch = state.Epoch,
            Members = [.. host.Hosts.Select(entry => new MemberStatus(entry.Id, entry.Name, MemberStateOf(entry.Id, state)))],
            Order = new OrderStatus(
                state.Position, DecidedUpTo(state), state.LastUpdate, state.Buffered),
            FrontEnds = FrontEnd is null ? [] : [.. FrontEnd.Addresses.Select(address => address.ToString())],
            Draining = FrontEnd?.IsDraining ?? false,
            AutomationPaused = state.AutomationPaused,
            Replicas = await DescribeReplicasAsync(state, withMemory, cancellation),
            Counters = new HostCounters
            {
                InFlight = state.InFlight,
                Answered = answers.Answered,
                Refused = answers.Refused,
                EventsDropped = events.Dropped,
                Memory = Environment.WorkingSet,
                BufferedBytes = FrontEnd?.BufferedBytes ?? 0,
            },
        };
    }

    /// <summary>Why nothing can be done to passive replicas; null: there is one, or will be.</summary>
    public string? NoPassive => host.Threshold.HasPassiveReplicas
        ? null
        : $"There are no passive replicas in mode {host.Threshold.Mode.Name()}.";

    /// <summary>Waits until there is a passive replica.</summary>
    public Task<ReplicaId> PassiveAsync(CancellationToken cancellation) => replicas.WaitForPassiveAsync(cancellation);

    private static SequenceNumber DecidedUpTo(ManagerState state) =>
        state.FirstUnsettled is { } first ? new SequenceNumber(first.Value - 1) : state.Position;

    private static MemberState MemberStateOf(HostId id, ManagerState state) =>
        !state.Members.Contains(id) ? MemberState.Absent
        : state.ServingHosts.Contains(id) ? MemberState.Serving
        : MemberState.Joined;

    private static ServingState ServingStateOf(ManagerState state) =>
        state.Serving ? ServingState.Serving
        : state.Epoch != Epoch.None ? ServingState.Refusing
        : state.ActiveReady ? ServingState.Waiting
        : ServingState.Starting;

    private async Task<ImmutableArray<ReplicaStatus>> DescribeReplicasAsync(
        ManagerState state, bool withMemory, CancellationToken cancellation)
    {
        var described = ImmutableArray.CreateBuilder<ReplicaStatus>();
        foreach (var view in replicas.Describe())
        {
            described.Add(new ReplicaStatus
            {
                Replica = view.Id,
                Role = !view.IsActive ? ReplicaRole.Passive
                    : view.Id == state.Active ? ReplicaRole.Active
                    : ReplicaRole.Helper,
                State = view.IsActive ? ReplicaState.Running : view.IsAwake ? ReplicaState.Updating : ReplicaState.Paused,
                Update = view.Update ?? state.LastUpdate,
                Memory = withMemory ? await memory.OfAsync(view.Machine.Name, cancellation) : null,
                Address = view.Machine.Address.ToString(),
                Machine = view.Machine.Name.ToString(),
                Image = view.Machine.Image,
                Late = state.Suspected.FirstOrDefault(suspicion => suspicion.Replica == view.Id).Times,
            });
        }

        if (!host.Threshold.HasPassiveReplicas && described.Count == 0)
        {
            described.Add(new ReplicaStatus
            {
                Replica = state.Active,
                Role = ReplicaRole.Active,
                State = ReplicaState.Failed,
                Update = state.LastUpdate,
                Detail = "ended; down until all hosts are started anew",
            });
        }

        return described.ToImmutable();
    }
}
