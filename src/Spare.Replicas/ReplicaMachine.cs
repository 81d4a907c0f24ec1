using System.Collections.Immutable;
using System.Net;
using Spare.Protocol;
using Spare.Protocol.Agents;
using Spare.Protocol.WriteSets;
using Spare.Replicas.Agents;
using Spare.Replicas.Services;
using Spare.Replication.Execution;
using Spare.Replication.Updates;
using Spare.Runtime.Ports;

namespace Spare.Replicas;

/// <summary>
/// One replica that was started: its virtual machine, the connection to its agent and those to its service. Nothing
/// that comes over them is believed.
/// </summary>
internal sealed class ReplicaMachine : IAsyncDisposable
{
    private static readonly TimeSpan ConnectRetryPause = TimeSpan.FromMilliseconds(25);

    private readonly IHypervisor hypervisor;
    private readonly LocalReplicasOptions options;
    private WriteLane? lane;

    private ReplicaMachine(
        ReplicaId id, VirtualMachine machine, IHypervisor hypervisor, AgentConnection agent, LocalReplicasOptions options)
    {
        Id = id;
        Machine = machine;
        Agent = agent;
        this.hypervisor = hypervisor;
        this.options = options;
        Service = new ServiceInstances(
            machine.Address, options.Endpoints,
            options.Faults is not { } faults ? null : requests => faults.TakeForReply(Id, requests));
    }

    /// <summary>A passive replica may become active under another id than it was made for.</summary>
    public ReplicaId Id { get; set; }

    public VirtualMachine Machine { get; }

    public AgentConnection Agent { get; }

    /// <summary>The last agreed update that it got as an update.</summary>
    public UpdateNumber Update { get; set; }

    public ServiceInstances Service { get; }

    /// <summary>Executes a write after those before it; made when the replica becomes active.</summary>
    public Func<Execution, Action, CancellationToken, Task<ExecutionResult>>? Writes { get; private set; }

    /// <summary>Starts a stopped machine and waits until its agent and its service are there.</summary>
    /// <exception cref="ReplicaException">It did not get that far by the deadline.</exception>
    public static async Task<ReplicaMachine> StartAsync(
        ReplicaId id, VirtualMachine machine, IHypervisor hypervisor, LocalReplicasOptions options,
        CancellationToken cancellation)
    {
        var within = options.StartDeadline;
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(within);
        await hypervisor.StartAsync(machine.Name, deadline.Token);
        var last = "nobody listened";
        try
        {
            while (true)
            {
                try
                {
                    var started = await ConnectAsync(id, machine, hypervisor, options, deadline.Token);
                    await started.TellTimeAsync(deadline.Token);
                    await started.WaitForServiceAsync(deadline.Token);
                    return started;
                }
                catch (AgentException refused)
                {
                    last = refused.Message;
                    await DemandRunningAsync(id, machine, hypervisor, deadline.Token);
                    await Task.Delay(ConnectRetryPause, deadline.Token);
                }
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new ReplicaException(
                $"{id} was not ready within {within.TotalSeconds:F0} s ({last}); its log is in {machine.Disk}.");
        }
    }

    /// <summary>From here on somebody waits for it: it no longer gives way to what the host does besides.</summary>
    public Task FavourAsync(CancellationToken cancellation) => hypervisor.FavourAsync(Machine.Name, cancellation);

    /// <summary>From here on it may execute requests.</summary>
    /// <exception cref="ReplicaException">Its agent is gone.</exception>
    public async Task ActivateAsync(CancellationToken cancellation)
    {
        await FavourAsync(cancellation);
        var warmUp = Service.WarmUpAsync(cancellation);
        if (options.HasPassive)
        {
            await Task.WhenAll(AskAsync(agent => agent.ActivateAsync(cancellation)), warmUp);
            lane = new WriteLane(Agent);
            Writes = lane.ExecuteAsync;
        }
        else
        {
            await warmUp;
            var writes = new SerialWrites();
            Writes = (execution, _, token) => writes.ExecuteAsync(execution, token);
        }
    }

    /// <summary>From here on a copy of it has everything that it did.</summary>
    /// <exception cref="ReplicaException">Its agent is gone; it is paused all the same.</exception>
    public async Task PauseAsync(CancellationToken cancellation)
    {
        try
        {
            await Service.StandByAsync(cancellation);
            if (options.AreGuests)
            {
                await AskAsync(agent => agent.SettleAsync(cancellation));
            }
        }
        finally
        {
            await hypervisor.PauseAsync(Machine.Name, cancellation);
        }
    }

    /// <summary>It knows the time before it is asked for anything.</summary>
    /// <exception cref="ReplicaException">Its agent is gone.</exception>
    public async Task ResumeAsync(CancellationToken cancellation)
    {
        await hypervisor.ResumeAsync(Machine.Name, cancellation);
        await TellTimeAsync(cancellation);
    }

    /// <summary>Applies updates to a running replica that has all before the first.</summary>
    /// <exception cref="ReplicaException">It refused, or its agent is gone.</exception>
    public async Task ApplyAsync(ImmutableArray<AgreedUpdate> updates, ReplicaUse use, CancellationToken cancellation)
    {
        var outcome = await AskAsync(agent => agent.ApplyAsync(
            updates[0].Number, [.. updates.Select(update => new EncodedWriteSet(update.WriteSet))], use, cancellation));
        if (outcome is ApplyOutcome.Refused refused)
        {
            throw new ReplicaException($"{Id} refused the update after {refused.Last}: {refused.Reason}.");
        }
    }

    /// <param name="take">Gets the dump's lines; null when only the digest is wanted.</param>
    public Task<Digest> DumpAsync(Action<string>? take, CancellationToken cancellation) => AskAsync(
        agent => take is null ? agent.DumpDigestAsync(cancellation) : agent.DumpAsync(take, cancellation));

    /// <summary>Some whole lines of another replica's dump, after those before; the first ones empty the database.</summary>
    /// <exception cref="ReplicaException">Its agent is gone.</exception>
    public Task LoadAsync(string lines, CancellationToken cancellation) =>
        AskAsync(agent => agent.LoadAsync(lines, cancellation));

    /// <summary>The dump is whole, and its last update was that one.</summary>
    /// <exception cref="ReplicaException">Its agent is gone.</exception>
    public async Task EndLoadAsync(UpdateNumber last, CancellationToken cancellation)
    {
        await AskAsync(agent => agent.EndLoadAsync(last, cancellation));
        Update = last;
    }

    /// <summary>Notes its state, after all writes that it was given, and digests that.</summary>
    /// <returns>The digest, and how long a write had to wait.</returns>
    /// <exception cref="ReplicaException">Its agent is gone.</exception>
    public async Task<(Digest State, TimeSpan Held)> DigestStateAsync(CheckNumber check, CancellationToken cancellation)
    {
        var (digest, held) = lane is not null
            ? await lane.NoteAsync(check, cancellation)
            : (await AskAsync(agent => agent.NoteStateAsync(check, cancellation)), TimeSpan.Zero);
        return (await AskAsync(_ => digest.WaitAsync(cancellation)), held);
    }

    public ReplicaNotice Translate(AgentNotice notice) => notice switch
    {
        AgentNotice.UnpromptedCommit commit => new ReplicaNotice.Unsupported(
            Id, $"A commit that no request prompted: {commit.Detail}"),
        AgentNotice.ServiceDied died => new ReplicaNotice.Misbehaved(Id, died.ToString()),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    public ReplicaNotice Translate(ServiceMisbehaviour wrong) => new ReplicaNotice.Misbehaved(Id, wrong.ToString());

    /// <summary>Nothing that its service says is heard any more.</summary>
    public void Cut() => Service.Dispose();

    public async ValueTask DisposeAsync()
    {
        Cut();
        await Agent.DisposeAsync();
    }

    /// <summary>Nobody waits for the agent of a machine that has ended.</summary>
    private static async Task DemandRunningAsync(
        ReplicaId id, VirtualMachine machine, IHypervisor hypervisor, CancellationToken cancellation)
    {
        if (await hypervisor.StateAsync(machine.Name, cancellation) != VirtualMachineState.Running)
        {
            throw new ReplicaException($"{id} ended while it was being started; its log is in {machine.Disk}.");
        }
    }

    private static async Task<ReplicaMachine> ConnectAsync(
        ReplicaId id, VirtualMachine machine, IHypervisor hypervisor, LocalReplicasOptions options,
        CancellationToken cancellation)
    {
        ReplicaMachine? connected = null;
        var talk = options.Faults is not { } faults ? options.Agent : options.Agent with
        {
            Alter = captured => faults.Alter(connected?.Id ?? id, captured),
        };
        var endpoint = new IPEndPoint(machine.Address, AgentProtocol.Port);
        var agent = await AgentConnection.ConnectAsync(endpoint, talk, cancellation);
        return connected = new ReplicaMachine(id, machine, hypervisor, agent, options);
    }

    private Task TellTimeAsync(CancellationToken cancellation) => options.AreGuests
        ? AskAsync(agent => agent.SetClockAsync(Instant.FromDateTimeOffset(DateTimeOffset.UtcNow), cancellation))
        : Task.CompletedTask;

    private Task<bool> AskAsync(Func<AgentConnection, Task> ask) => AskAsync(async agent =>
    {
        await ask(agent);
        return true;
    });

    private async Task<T> AskAsync<T>(Func<AgentConnection, Task<T>> ask)
    {
        try
        {
            return await ask(Agent);
        }
        catch (AgentException lost)
        {
            throw new ReplicaException($"The agent of {Id} is gone: {lost.Message}.", lost);
        }
    }

    private async Task WaitForServiceAsync(CancellationToken cancellation)
    {
        var status = Agent.Greeting;
        while (status.Service == ServiceState.Starting)
        {
            await Task.Delay(ConnectRetryPause, cancellation);
            status = await Agent.StatusAsync(cancellation);
        }

        if (status.Service == ServiceState.Failed)
        {
            throw new ReplicaException($"The service of {Id} did not become healthy; its log is in {Machine.Disk}.");
        }
    }
}
