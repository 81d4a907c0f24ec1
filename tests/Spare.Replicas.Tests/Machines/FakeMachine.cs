using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Spare.Protocol;
using Spare.Protocol.Agents;
using Spare.Protocol.Agents.Commands;
using Spare.Protocol.Agents.Reports;
using Spare.Runtime.Ports;

namespace Spare.Replicas.Tests.Machines;

/// <summary>
/// A machine whose disk is the number of its last update, and whose agent answers at once while it is not paused. A
/// command that comes too early stays unanswered until it is resumed.
/// </summary>
internal sealed class FakeMachine : IDisposable
{
    private readonly CancellationTokenSource ending = new();
    private readonly TcpListener listener = Listen();
    private volatile TaskCompletionSource running = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile Socket? socket;

    public FakeMachine(VirtualMachineName name, UpdateNumber disk, string image)
    {
        Name = name;
        Disk = disk;
        Image = image;
    }

    public VirtualMachineName Name { get; }

    public UpdateNumber Disk { get; private set; }

    /// <summary>Of which one it is.</summary>
    public string Image { get; }

    public VirtualMachineState State { get; private set; } = VirtualMachineState.Stopped;

    /// <summary>What its agent was told, the greeting left out.</summary>
    public ConcurrentQueue<AgentCommand> Commands { get; } = new();

    /// <summary>What a copy of a guest's disk is known to have.</summary>
    public UpdateNumber Settled { get; private set; }

    public bool RefusesUpdates { get; set; }

    /// <summary>What it loads is not what another one dumped.</summary>
    public bool LoadsWrongly { get; set; }

    /// <summary>It runs, and nobody in it ever answers.</summary>
    public bool NeverBoots { get; set; }

    /// <summary>A loss of power does not change it.</summary>
    public bool IsPersistent { get; set; }

    /// <summary>What it says of its memory: how often it was asked before.</summary>
    public long Uses { get; set; }

    public bool IsFavoured { get; private set; }

    /// <summary>Activation is answered when this is complete.</summary>
    public Task ActivationHeld { get; set; } = Task.CompletedTask;

    /// <summary>Digests of states are told when this is complete.</summary>
    public Task DigestHeld { get; set; } = Task.CompletedTask;

    public VirtualMachine Describe() => new(Name, State, ((IPEndPoint)listener.LocalEndpoint).Address, $"/disk/{Name}")
    {
        Image = Image,
    };

    public void Start()
    {
        Resume();
        if (!NeverBoots)
        {
            _ = ServeAsync();
        }
    }

    public void Pause()
    {
        State = VirtualMachineState.Paused;
        running = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public void Resume()
    {
        State = VirtualMachineState.Running;
        running.TrySetResult();
    }

    public void Favour() => IsFavoured = true;

    /// <summary>Its agent is gone.</summary>
    public void End()
    {
        State = VirtualMachineState.Stopped;
        socket?.Dispose();
    }

    public void Dispose()
    {
        State = VirtualMachineState.Absent;
        ending.Cancel();
        running.TrySetResult();
        socket?.Dispose();
        listener.Dispose();
        ending.Dispose();
    }

    /// <summary>The digest of the disk.</summary>
    public static Digest StateOf(UpdateNumber disk) => new(disk.Value, 0, 0, 1);

    private async Task DigestAsync(Socket manager, CheckNumber check)
    {
        var state = StateOf(Disk);
        await DigestHeld;
        await manager.SendAsync(new StateDigested(check, state).ToFrame(), ending.Token);
    }

    /// <summary>Each machine has an address of its own, as behind a real driver; the port is the agent's.</summary>
    private static TcpListener Listen()
    {
        while (true)
        {
            var address = new IPAddress([127, (byte)Random.Shared.Next(64, 128), (byte)Random.Shared.Next(1, 255), 1]);
            var listener = new TcpListener(address, AgentProtocol.Port);
            try
            {
                listener.Start();
                return listener;
            }
            catch (SocketException)
            {
                listener.Dispose(); // Another test has it.
            }
        }
    }

    private async Task ServeAsync()
    {
        try
        {
            using var accepted = await listener.AcceptSocketAsync(ending.Token);
            socket = accepted;
            var buffer = new FrameBuffer(AgentProtocol.CommandMaximum);
            while (await accepted.ReceiveAsync(buffer.Space, ending.Token) is > 0 and var count)
            {
                buffer.Received(count);
                while (Take(buffer) is { } command)
                {
                    await running.Task;
                    if (command is Dump { Scope: DumpScope.Content })
                    {
                        await accepted.SendAsync(new DumpPart($"{Disk}\n").ToFrame(), ending.Token);
                    }

                    await accepted.SendAsync((await DoAsync(command)).ToFrame(), ending.Token);
                    if (command is NoteState note)
                    {
                        _ = DigestAsync(accepted, note.Check);
                    }
                }
            }
        }
        catch (Exception ended) when (ended is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The test or the manager is done with it.
        }
    }

    private static AgentCommand? Take(FrameBuffer buffer) =>
        buffer.TryTake(out var content) && AgentCommand.TryParse(content, out var command) ? command : null;

    private async Task<AgentReport> DoAsync(AgentCommand command)
    {
        if (command is Hello)
        {
            return new Welcome(
                AgentProtocol.Version, new AgentStatus(Disk, ReplicaUse.Updated, ServiceState.Healthy));
        }

        Commands.Enqueue(command);
        switch (command)
        {
            case Activate:
                await ActivationHeld;
                return new Activated();
            case ApplyUpdates apply when RefusesUpdates || apply.First != Disk.Next:
                return new UpdatesRefused($"it is at {Disk}");
            case ApplyUpdates apply:
                Disk = new UpdateNumber(Disk.Value + (ulong)apply.WriteSets.Length);
                return new UpdatesApplied(Disk);
            case Dump:
                return new DumpEnd(StateOf(Disk), 1);
            case LoadPart:
                return new PartLoaded();
            case EndLoad load:
                Disk = LoadsWrongly ? load.Last.Next : load.Last;
                return new UpdatesApplied(load.Last);
            case NoteState note:
                return new StateNoted(note.Check);
            case SetClock:
                return new TimeSet();
            case Settle:
                Settled = Disk;
                return new Settled();
            default:
                return new Failed("not scripted");
        }
    }
}
