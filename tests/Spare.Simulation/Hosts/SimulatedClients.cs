using Spare.Protocol;
using Spare.Protocol.Http;
using Spare.Protocol.Messages;
using Spare.Replication;
using Spare.Simulation.Checking;
using Spare.Simulation.Faults;
using Spare.Simulation.Service;

namespace Spare.Simulation.Hosts;

/// <summary>The clients of all hosts: each asks, waits for its answer, thinks, and asks again.</summary>
public sealed class SimulatedClients
{
    public static readonly RouteNumber WriteRoute = new(0);
    public static readonly RouteNumber ReadRoute = new(1);

    private readonly World world;
    private readonly SimulationPlan plan;
    private readonly SeededRandom random;
    private readonly Dictionary<RequestId, Action<ManagerEffect>> waiting = [];
    private readonly Dictionary<HostId, ulong> numbers = [];

    public SimulatedClients(World world, SimulationPlan plan, SeededRandom random)
    {
        this.world = world;
        this.plan = plan;
        this.random = random;
        world.RequestEnded += (id, effect) =>
        {
            if (waiting.Remove(id, out var next))
            {
                next(effect);
            }
        };
    }

    /// <summary>Requests that were made so far.</summary>
    public int Issued { get; private set; }

    /// <summary>How many of a thousand requests kill or hang every replica.</summary>
    public int DeadlyPerMille { get; set; }

    /// <summary>Called after each request with the number of requests so far.</summary>
    public event Action<int>? Asked;

    public bool AllAnswered(Func<Life, bool> alive) => waiting.Keys.All(id => !alive(new Life(id.Entry, id.Incarnation)));

    /// <summary>One more client of that host; it goes on until enough requests were made.</summary>
    public void Begin(SimulatedHost host, long pause = 0)
    {
        if (Issued >= plan.Requests || !host.Alive)
        {
            return;
        }

        var patience = pause + plan.ThinkTime + random.Between(0, 20) + (random.OneIn(50) ? 3_000 : 0);
        world.Timeline.After(patience, () =>
        {
            if (plan.IsCalm && host is { Alive: true, HasServed: false })
            {
                Begin(host, random.Between(1_000, 40_000)); // A host that comes back refuses its clients until it has a replica.
            }
            else if (Issued < plan.Requests && host.Alive)
            {
                var request = BankRequest.Draw(random, plan.ReadPercent, DeadlyPerMille, plan.Poison);
                Ask(host, request, effect => Begin(host, PauseAfter(effect)));
            }
        });
    }

    /// <param name="key">What the client calls the request by, if anything.</param>
    public void Ask(SimulatedHost host, BankRequest request, Action<ManagerEffect> next, IdempotencyKey? key = null)
    {
        Issued++;
        var number = numbers[host.Id] = numbers.GetValueOrDefault(host.Id) + 1;
        var id = new RequestId(host.Id, host.Life.Incarnation, number);
        waiting[id] = next;
        host.Handle(new ManagerEvent.RequestArrived(
            id, request.IsRead ? ReadRoute : WriteRoute, new Seed(random.Next(), random.Next()), request.Encode())
        {
            Key = key,
        });
        Asked?.Invoke(Issued);
    }

    /// <summary>Whoever is refused comes back a little later.</summary>
    private long PauseAfter(ManagerEffect effect) => effect is ManagerEffect.Refuse ? random.Between(1_000, 40_000) : 0;
}
