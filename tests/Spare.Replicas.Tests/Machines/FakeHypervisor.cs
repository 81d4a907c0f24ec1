using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Threading.Channels;
using Spare.Protocol;
using Spare.Runtime.Ports;

namespace Spare.Replicas.Tests.Machines;

/// <summary>A driver of fake machines that permits what the port permits, and no more.</summary>
internal sealed class FakeHypervisor(UpdateNumber image) : IHypervisor
{
    private readonly Channel<VirtualMachineEvent> events = Channel.CreateUnbounded<VirtualMachineEvent>();
    private readonly ConcurrentDictionary<VirtualMachineName, FakeMachine> machines = new();

    public ChannelReader<VirtualMachineEvent> Events => events.Reader;

    public ICollection<FakeMachine> Machines => machines.Values;

    /// <summary>Gets every machine before anybody else does.</summary>
    public Action<FakeMachine> Made { get; set; } = _ => { };

    /// <summary>A copy is complete when this is.</summary>
    public Task CopyHeld { get; set; } = Task.CompletedTask;

    /// <summary>Whoever cancels a copy comes too late: it is completed.</summary>
    public bool CompletesCopies { get; set; }

    /// <summary>Completes when a copy has begun.</summary>
    public TaskCompletionSource CopyBegun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool RefusesCopies { get; set; }

    public Task<VirtualMachine> CreateAsync(VirtualMachineDefinition definition, CancellationToken cancellation) =>
        Task.FromResult(Make(definition.Name, image, definition.Image));

    public Task StartAsync(VirtualMachineName name, CancellationToken cancellation) =>
        Do(name, VirtualMachineState.Stopped, machine => machine.Start());

    public Task PauseAsync(VirtualMachineName name, CancellationToken cancellation) =>
        Do(name, VirtualMachineState.Running, machine => machine.Pause());

    public Task ResumeAsync(VirtualMachineName name, CancellationToken cancellation) =>
        Do(name, VirtualMachineState.Paused, machine => machine.Resume());

    public Task FavourAsync(VirtualMachineName name, CancellationToken cancellation) =>
        Do(name, Find(name).State, machine => machine.Favour());

    public async Task<VirtualMachine> CloneAsync(
        VirtualMachineName source, VirtualMachineName clone, CancellationToken cancellation)
    {
        var original = Find(source);
        if (RefusesCopies || original.State is not (VirtualMachineState.Paused or VirtualMachineState.Stopped))
        {
            throw new HypervisorException($"no copy of '{source}', which is {original.State}");
        }

        var disk = original.Disk;
        CopyBegun.TrySetResult();
        await CopyHeld.WaitAsync(CompletesCopies ? CancellationToken.None : cancellation);
        return Make(clone, disk, original.Image);
    }

    public async Task ExportAsync(VirtualMachineName name, Stream disk, CancellationToken cancellation) =>
        await disk.WriteAsync(BitConverter.GetBytes(Find(name).Disk.Value), cancellation);

    public async Task<VirtualMachine> ImportAsync(VirtualMachineName name, Stream disk, CancellationToken cancellation)
    {
        var number = new byte[sizeof(ulong)];
        await disk.ReadExactlyAsync(number, cancellation);
        return Make(name, new UpdateNumber(BitConverter.ToUInt64(number)), "image");
    }

    public Task PersistAsync(VirtualMachineName name, CancellationToken cancellation) =>
        Do(name, VirtualMachineState.Stopped, machine => machine.IsPersistent = true);

    public Task DestroyAsync(VirtualMachineName name, CancellationToken cancellation)
    {
        if (machines.TryRemove(name, out var machine))
        {
            machine.Dispose();
        }

        return Task.CompletedTask;
    }

    public Task<VirtualMachineState> StateAsync(VirtualMachineName name, CancellationToken cancellation) =>
        Task.FromResult(machines.GetValueOrDefault(name)?.State ?? VirtualMachineState.Absent);

    public Task<ResourceUsage> UsageAsync(VirtualMachineName name, CancellationToken cancellation) =>
        Task.FromResult(new ResourceUsage(default, Find(name).Uses++, default));

    public Task<ImmutableArray<VirtualMachine>> ListAsync(CancellationToken cancellation) =>
        Task.FromResult(machines.Values.Select(machine => machine.Describe()).ToImmutableArray());

    public void Tell(VirtualMachineEvent happened) => events.Writer.TryWrite(happened);

    public ValueTask DisposeAsync()
    {
        foreach (var machine in machines.Values)
        {
            machine.Dispose();
        }

        events.Writer.TryComplete();
        return default;
    }

    private VirtualMachine Make(VirtualMachineName name, UpdateNumber disk, string of)
    {
        var machine = new FakeMachine(name, disk, of);
        Made(machine);
        Assert.True(machines.TryAdd(name, machine), $"there are two machines '{name}'");
        return machine.Describe();
    }

    private Task Do(VirtualMachineName name, VirtualMachineState permitted, Action<FakeMachine> action)
    {
        var machine = Find(name);
        if (machine.State != permitted)
        {
            throw new HypervisorException($"machine '{name}' is {machine.State}");
        }

        action(machine);
        return Task.CompletedTask;
    }

    private FakeMachine Find(VirtualMachineName name) =>
        machines.TryGetValue(name, out var machine) ? machine : throw new HypervisorException($"no machine '{name}'");
}
