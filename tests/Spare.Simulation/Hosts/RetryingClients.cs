using System.Collections.Immutable;
using Spare.Protocol;
using Spare.Protocol.Http;
using Spare.Replication;
using Spare.Simulation.Faults;
using Spare.Simulation.Service;

namespace Spare.Simulation.Hosts;

/// <summary>
/// Clients that name each write by a key and send it again, to any host, until they have an answer; and now and then once
/// more after that, or with another content.
/// </summary>
public sealed class RetryingClients(
    World world, SimulationPlan plan, ImmutableArray<SimulatedHost> hosts, SimulatedClients clients, SeededRandom random)
{
    private const int AttemptsMaximum = 12;

    private bool stopped;

    private bool GoesOn => !stopped && clients.Issued < plan.Requests;

    /// <summary>One more client; it goes on until enough requests were made.</summary>
    public void Begin() => world.Timeline.After(plan.ThinkTime + random.Between(0, 5_000), () =>
    {
        if (GoesOn)
        {
            var request = BankRequest.Draw(random, readPercent: 0, deadly: 0, poison: []);
            Send(new Write(Digest.Of(BitConverter.GetBytes(random.Next())), request));
        }
    });

    /// <summary>Nothing new is asked any more: all other clients are done, or gone.</summary>
    public void Stop() => stopped = true;

    private void Send(Write write)
    {
        SimulatedHost[] serving = [.. hosts.Where(host => host is { Alive: true, HasServed: true })];
        if (write.IsOver || ++write.Attempts > AttemptsMaximum)
        {
            return;
        }

        if (serving.Length > 0)
        {
            clients.Ask(random.Of(serving), write.Request, effect => Ended(write, effect), KeyOf(write, write.Request));
        }

        Again(write, random.Between(1_000, random.OneIn(4) ? 2_000_000 : 100_000));
    }

    private void Ended(Write write, ManagerEffect effect)
    {
        if (write.IsOver)
        {
            return;
        }

        if (effect is ManagerEffect.Answer)
        {
            write.IsOver = true;
            Repeat(write);
            Begin();
        }
        else
        {
            Again(write, random.Between(1_000, 200_000));
        }
    }

    private void Again(Write write, long pause) => world.Timeline.After(pause, () => Send(write));

    /// <summary>The client has its answer; what it asks under that key from here on changes nothing.</summary>
    private void Repeat(Write write)
    {
        var request = random.OneIn(2) ? write.Request : write.Request with { Amount = write.Request.Amount + 1 };
        var key = KeyOf(write, request);
        var host = random.Of(hosts);
        world.Timeline.After(random.Between(0, 400_000), () =>
        {
            if (host is { Alive: true, HasServed: true } && GoesOn)
            {
                clients.Ask(host, request, _ => { }, key);
            }
        });
    }

    private static IdempotencyKey KeyOf(Write write, BankRequest request) => new(write.Name, Digest.Of(request.Encode()));

    private sealed class Write(Digest name, BankRequest request)
    {
        public Digest Name => name;

        public BankRequest Request => request;

        public int Attempts { get; set; }

        public bool IsOver { get; set; }
    }
}
