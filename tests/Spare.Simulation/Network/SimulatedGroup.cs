using System.Collections.Immutable;
using Spare.Protocol;
using Spare.Protocol.Messages;
using Spare.Replication;

namespace Spare.Simulation.Network;

/// <summary>
/// Totally ordered multicast with extended virtual synchrony, as Corosync gives it: each member delivers at its own
/// time, its own messages too; members that stay together deliver the same messages before a change of membership;
/// when a ring breaks, each side may have messages that the other has not, and then gets only those of its own
/// members. Delivery is agreed, not safe.
/// </summary>
public sealed class SimulatedGroup(Timeline timeline, SeededRandom random)
{
    private readonly SortedDictionary<HostId, GroupPort> ports = [];

    public void Attach(HostId host, Action<ManagerEvent> sink) =>
        ports[host] = new GroupPort(host, timeline, random, sink);

    public bool IsMember(HostId host) => ports[host].Ring is not null;

    public void SlowDown(HostId host, int factor) => ports[host].Slowness = factor;

    public void Multicast(HostId sender, GroupMessage message)
    {
        var port = ports[sender];
        var connection = port.Connection;
        var bytes = message.Encode();
        timeline.At(port.Departure(), () =>
        {
            if (port.Ring is { } ring && port.Connection == connection)
            {
                var index = ring.Messages++;
                foreach (var member in ring.Members)
                {
                    if (ports[member].Ring == ring)
                    {
                        ports[member].Enqueue(ring, index, sender, bytes);
                    }
                }
            }
        });
    }

    /// <summary>These hosts form a ring from here on.</summary>
    /// <param name="hostsBroke">Others are missing because their host is, and not just their manager.</param>
    public void Form(IEnumerable<HostId> hosts, bool hostsBroke = false)
    {
        ImmutableArray<HostId> members = [.. hosts.Order()];
        foreach (var old in members.Select(member => ports[member].Ring).OfType<Ring>().Distinct().ToArray())
        {
            Leave(old, [.. members.Where(member => ports[member].Ring == old)]);
        }

        var ring = new Ring(members, hostsBroke);
        foreach (var member in members)
        {
            ports[member].Enter(ring);
        }
    }

    /// <summary>The manager's connection breaks, or its process ends: it hears nothing more of its ring.</summary>
    public void Disconnect(HostId host, bool hostBroke = false)
    {
        var rest = ports.Values.Where(port => port.Ring == ports[host].Ring && port.Host != host).ToArray();
        ports[host].Disconnect();
        if (rest.Length > 0)
        {
            Form(rest.Select(port => port.Host), hostBroke);
        }
    }

    /// <summary>What those who leave a ring together still deliver of it.</summary>
    private void Leave(Ring ring, ImmutableArray<HostId> together)
    {
        if (together.Length == ring.Members.Length)
        {
            return; // Nobody is missing, and nothing is lost.
        }

        var cut = (int)random.Between(together.Max(member => ports[member].Delivered), ring.Messages);
        foreach (var member in together)
        {
            ports[member].Cut(ring, cut, together);
        }
    }
}
