using System.Collections.Immutable;
using Spare.Protocol;
using Spare.Protocol.Agents.Commands;
using Spare.Protocol.Http;
using Spare.Replicas.Services;
using Spare.Replication.Updates;
using Spare.Runtime.Ports;

namespace Spare.Replicas.Tests.Machines;

/// <summary>The replicas of one host over fake machines, whose image has update 10.</summary>
internal sealed class FakeHost : IAsyncDisposable
{
    public static readonly HostId Self = new(1);
    public static readonly UpdateNumber Image = new(10);
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly LocalReplicasOptions options;
    private CheckNumber check;

    private FakeHost(LocalReplicasOptions options)
    {
        this.options = options;
        Replicas = Make();
    }

    public FakeHypervisor Hypervisor { get; } = new(Image);

    public ListJournal Journal { get; } = new();

    public ListBaseRecord Record { get; } = new();

    public LocalReplicas Replicas { get; private set; }

    /// <summary>The machine of the replica that is passive now.</summary>
    public FakeMachine Passive => MachineOf(Replicas.Describe().Single(view => !view.IsActive));

    public static ReplicaId Id(uint generation) => new(Self, generation);

    public static async Task<FakeHost> StartAsync(
        int baseInterval = 1_000_000, long baseBytes = 1_000_000, TimeSpan wakingGrace = default,
        bool areGuests = false, TimeSpan? startDeadline = null, TimeSpan endingGrace = default, int images = 1)
    {
        var host = new FakeHost(new LocalReplicasOptions(
            Self, "image", new ServiceEndpoints(8000, [], VolatileFields.None), new RouteTable(RouteLimits.Default, []))
        {
            BaseInterval = baseInterval,
            BaseBytes = baseBytes,
            WakingGrace = wakingGrace,
            EndingGrace = endingGrace,
            AreGuests = areGuests,
            StartDeadline = startDeadline ?? Patience,
            Images = images == 1 ? [] : [.. Enumerable.Range(0, images).Select(ImageName).Select(name => new ReplicaImage(name, name))],
            FirstPassive = new ImageNumber((byte)(images - 1)),
        });
        await host.Replicas.StartAsync(makeReplicas: true, CancellationToken.None);
        return host;
    }

    /// <summary>The daemon ends, in order or not, and the next one starts.</summary>
    public async Task RestartAsync(bool isKilled = false, bool makeReplicas = false)
    {
        if (!isKilled)
        {
            await Replicas.DisposeAsync();
        }

        Replicas = Make();
        await Replicas.StartAsync(makeReplicas, CancellationToken.None);
    }

    /// <summary>Updates with consecutive numbers.</summary>
    public static ImmutableArray<AgreedUpdate> Updates(ulong first, ulong last, int size = 1) =>
    [
        .. Enumerable.Range(0, (int)(last - first + 1)).Select(index =>
            new AgreedUpdate(new UpdateNumber(first + (ulong)index), new SequenceNumber(first + (ulong)index), new byte[size])),
    ];

    public FakeMachine MachineOf(ReplicaView view) =>
        Hypervisor.Machines.Single(machine => machine.Name == view.Machine.Name);

    public FakeMachine MachineOf(ReplicaId replica) =>
        MachineOf(Replicas.Describe().Single(view => view.Id == replica));

    public static string ImageName(int number) => number == 0 ? "image" : $"image{number}";

    /// <summary>The updates that an agent was told to apply: where each batch began, and how many there were.</summary>
    public static IEnumerable<(ulong First, int Count)> BatchesOf(FakeMachine machine) =>
        machine.Commands.OfType<ApplyUpdates>().Select(apply => (apply.First.Value, apply.WriteSets.Length));

    public Task StartReplicaAsync(uint generation, ImmutableArray<AgreedUpdate> updates) =>
        Replicas.StartReplicaAsync(Id(generation), updates, CancellationToken.None).WaitAsync(Patience);

    public Task<UpdateNumber> UpdatePassiveAsync(ImmutableArray<AgreedUpdate> updates) =>
        Replicas.UpdatePassiveAsync(updates, CancellationToken.None).WaitAsync(Patience);

    public Task<UpdateNumber> MakePassiveAsync(ulong atLeast, byte image = 0) =>
        Replicas.MakePassiveAsync(new ImageNumber(image), new UpdateNumber(atLeast), CancellationToken.None).WaitAsync(Patience);

    /// <summary>Has the passive replica, which is to be at that update, digested and copied.</summary>
    public async Task<CheckNumber> CheckAsync(ulong number)
    {
        check = check.Next;
        Assert.Equal(
            FakeMachine.StateOf(new UpdateNumber(number)),
            await Replicas.CheckPassiveAsync(check, new UpdateNumber(number), copy: true, CancellationToken.None));
        return check;
    }

    /// <summary>The passive replica becomes the base, as if its state was agreed on; or the old one stays.</summary>
    public async Task RenewAsync()
    {
        check = check.Next;
        var number = Replicas.Describe().Single(view => !view.IsActive).Update!.Value;
        try
        {
            await Replicas.CheckPassiveAsync(check, number, copy: true, CancellationToken.None);
            await Replicas.TakeBaseAsync(check);
        }
        catch (Exception failure) when (failure is ReplicaException or HypervisorException or JournalException)
        {
            // The old one stays.
        }
    }

    /// <summary>The next notice of a kind; others are passed over. A new base that is wanted meanwhile is made.</summary>
    public async Task<T> NoticeAsync<T>()
        where T : ReplicaNotice
    {
        using var deadline = new CancellationTokenSource(Patience);
        while (true)
        {
            switch (await Replicas.Notices.ReadAsync(deadline.Token))
            {
                case T wanted:
                    return wanted;
                case ReplicaNotice.BaseOld:
                    await RenewAsync();
                    break;
                default:
                    break;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Replicas.DisposeAsync();
        Assert.All(Hypervisor.Machines, left => Assert.Equal(Record.Recorded?.Name, left.Name));
        await Hypervisor.DisposeAsync();
    }

    private LocalReplicas Make() => new(options, Hypervisor, Journal, Record);
}
