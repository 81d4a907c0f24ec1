using System.Collections.Immutable;
using Spare.Protocol;
using Spare.Protocol.Messages;
using Spare.Replication;

namespace Spare.Simulation.Network;

/// <summary>One manager's end of the simulated group: what is on its way to it, in the order of the group.</summary>
internal sealed class GroupPort(HostId host, Timeline timeline, SeededRandom random, Action<ManagerEvent> sink)
{
    private Queue<Item> inbox = new();
    private ImmutableArray<HostId> members = [];
    private long lastArrival;
    private long lastDeparture;

    public HostId Host => host;

    public Ring? Ring { get; set; }

    /// <summary>Messages of the ring that were delivered here or are in the inbox no more.</summary>
    public int Delivered { get; private set; }

    /// <summary>Counts the connections: what was sent on an earlier one and has not left is lost.</summary>
    public int Connection { get; private set; }

    /// <summary>Factor on the delay of everything that comes here.</summary>
    public int Slowness { get; set; } = 1;

    /// <summary>When a message that is sent now gets its place; messages of one sender keep their order.</summary>
    public long Departure()
    {
        lastDeparture = Math.Max(lastDeparture, timeline.Now + random.Between(10, 150));
        return lastDeparture;
    }

    public void Enqueue(Ring ring, int index, HostId sender, byte[] message) =>
        Enqueue(new Item(ring, index, sender, message, []));

    /// <summary>The messages of the old ring are complete; from here on these are the members.</summary>
    public void Enter(Ring ring)
    {
        Ring = ring;
        Delivered = 0;
        Enqueue(new Item(ring, -1, default, null, ring.Members));
    }

    /// <summary>
    /// The ring breaks: of what was not delivered here yet, messages at or after <paramref name="cut"/> come only if
    /// their sender stays with this host.
    /// </summary>
    public void Cut(Ring ring, int cut, ImmutableArray<HostId> together) =>
        inbox = new Queue<Item>(inbox.Where(item =>
            item.Ring != ring || item.Index < cut || together.Contains(item.Sender)));

    /// <summary>The connection to the group is gone, with all that was on its way.</summary>
    public void Disconnect()
    {
        Connection++;
        inbox.Clear();
        members = [];
        Ring = null;
    }

    private void Enqueue(Item item)
    {
        var spike = random.OneIn(200) ? 20 : 1;
        lastArrival = Math.Max(lastArrival, timeline.Now + (random.Between(20, 300) * Slowness * spike));
        inbox.Enqueue(item with { At = lastArrival });
        timeline.At(lastArrival, Pump);
    }

    private void Pump()
    {
        if (!inbox.TryPeek(out var item) || item.At > timeline.Now)
        {
            return; // What this was scheduled for was lost.
        }

        inbox.Dequeue();
        if (item.Message is null)
        {
            ImmutableArray<HostId> left = [.. members.Except(item.Members)];
            members = item.Members;
            sink(new ManagerEvent.MembershipChanged(item.Members) 
            {
                Left = left,
                Down = item.Ring.HostsBroke ? left : [],
                GroupRan = true,
            });
            return;
        }

        Delivered = item.Ring == Ring ? item.Index + 1 : Delivered;
        if (GroupMessage.TryParse(item.Message, out var message))
        {
            sink(new ManagerEvent.Delivered(item.Sender, message));
        }
    }

    private readonly record struct Item(
        Ring Ring, int Index, HostId Sender, byte[]? Message, ImmutableArray<HostId> Members, long At = 0);
}

/// <summary>A configuration of the group: its members and the messages that were ordered in it.</summary>
/// <param name="hostsBroke">Whoever is not in it any more is gone with its host, and not just the manager.</param>
internal sealed class Ring(ImmutableArray<HostId> members, bool hostsBroke)
{
    public bool HostsBroke => hostsBroke;

    public ImmutableArray<HostId> Members => members;

    public int Messages { get; set; }
}
