using Spare.Protocol;
using Spare.Protocol.Messages;
using Spare.Replication;

namespace Spare.Simulation.Network;

/// <summary>
/// Point-to-point messages between managers: in order while a connection lasts, not ordered with the group's, lost
/// when a connection breaks; what an old connection still holds may come after what the next one brought.
/// </summary>
public sealed class SimulatedLinks(Timeline timeline, SeededRandom random)
{
    private readonly Dictionary<HostId, Action<ManagerEvent>> sinks = [];
    private readonly Dictionary<(HostId From, HostId To), long> lastArrival = [];

    /// <summary>How many of a thousand messages meet a breaking connection.</summary>
    public int BreaksPerMille { get; set; }

    public void Attach(HostId host, Action<ManagerEvent> sink) => sinks[host] = sink;

    public void Detach(HostId host) => sinks.Remove(host);

    public void Send(HostId sender, HostId receiver, ReadVoted vote)
    {
        var bytes = vote.Encode();
        if (random.PerMille(BreaksPerMille))
        {
            lastArrival.Remove((sender, receiver));
            if (random.OneIn(2))
            {
                return;
            }

            timeline.After(random.Between(50, 5_000), () => Arrive(sender, receiver, bytes));
            return;
        }

        var arrival = Math.Max(
            lastArrival.GetValueOrDefault((sender, receiver)), timeline.Now + random.Between(20, 250));
        lastArrival[(sender, receiver)] = arrival;
        timeline.At(arrival, () => Arrive(sender, receiver, bytes));
    }

    private void Arrive(HostId sender, HostId receiver, byte[] bytes)
    {
        if (sinks.TryGetValue(receiver, out var sink) && ReadVoted.TryParse(bytes, out var vote))
        {
            sink(new ManagerEvent.VoteReceived(sender, vote));
        }
    }
}
