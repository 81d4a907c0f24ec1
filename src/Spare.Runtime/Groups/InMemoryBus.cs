using System.Collections.Concurrent;
using System.Collections.Immutable;
using Spare.Protocol;
using Spare.Runtime.Ports;

namespace Spare.Runtime.Groups;

/// <summary>
/// Hosts with a group daemon each, in one process: what Corosync is for real hosts. It keeps Corosync's rules: one
/// order for packets and membership on each side of a partition, reasons for departures, a majority of the configured
/// hosts for quorum, flow control, and a daemon that can be stopped and started below its members.
/// </summary>
/// <remarks>
/// One thread orders everything. A member whose reader is slow stops it, and with it everyone, as the real one does.
/// </remarks>
public sealed class InMemoryBus : IDisposable
{
    /// <summary>Packets on their way; at this number the flow control refuses more.</summary>
    private const int PacketMaximum = 64;

    private readonly BlockingCollection<Action> steps = [];
    private readonly SortedDictionary<HostId, Daemon> daemons = [];
    private readonly ConcurrentBag<InMemoryGroup> groups = [];
    private readonly Thread thread;
    private int packets;
    private uint processes;

    /// <param name="hosts">The number of configured hosts, 1 to this; all their daemons run at first.</param>
    public InMemoryBus(int hosts)
    {
        foreach (var host in Enumerable.Range(1, hosts))
        {
            daemons.Add(new HostId((uint)host), new Daemon());
        }

        thread = new Thread(Run) { IsBackground = true, Name = "in-memory group" };
        thread.Start();
    }

    public InMemoryGroup Join(HostId host, GroupLimits limits)
    {
        var group = new InMemoryGroup(this, new GroupMember(host, Interlocked.Increment(ref processes)), limits);
        groups.Add(group);
        Do(() =>
        {
            daemons[host].Members.Add(new Attached(group));
            Refresh(DepartureReason.HostDown);
        });
        return group;
    }

    /// <summary>The group daemon of a host ends; its members lose their connection.</summary>
    public void StopDaemon(HostId host) => Do(() =>
    {
        daemons[host].Running = false;
        foreach (var member in daemons[host].Members)
        {
            member.Detach();
            member.Group.Endpoint.Lose("The group daemon was stopped.");
        }

        Refresh(DepartureReason.HostDown);
    });

    /// <summary>The group daemon of a host starts again; its members join again.</summary>
    public void StartDaemon(HostId host) => Do(() =>
    {
        daemons[host].Running = true;
        Refresh(DepartureReason.HostDown);
    });

    /// <summary>The host loses power: its daemon and its members are gone.</summary>
    public void CrashHost(HostId host)
    {
        Close(groups.Where(group => group.Self.Host == host));
        Do(() =>
        {
            daemons[host].Running = false;
            daemons[host].Members.Clear();
            Refresh(DepartureReason.HostDown);
        });
    }

    /// <summary>Puts a host on a side of a partition; all are on side 0 at first.</summary>
    public void MoveToSide(HostId host, int side) => Do(() =>
    {
        daemons[host].Side = side;
        Refresh(DepartureReason.HostDown);
    });

    public void Dispose()
    {
        Close(groups);
        steps.CompleteAdding();
        if (Thread.CurrentThread != thread) // A reader of events may be the one that disposes.
        {
            thread.Join();
        }
    }

    internal PacketOutcome Accept(InMemoryGroup from, ReadOnlySpan<byte> packet)
    {
        if (Volatile.Read(ref packets) >= PacketMaximum)
        {
            return PacketOutcome.Busy;
        }

        var copy = packet.ToArray();
        Interlocked.Increment(ref packets);
        Do(() => Deliver(from, copy));
        return PacketOutcome.Accepted;
    }

    internal void Remove(InMemoryGroup group, DepartureReason reason) => Do(() =>
    {
        if (daemons[group.Self.Host].Members.RemoveAll(member => member.Group == group) > 0)
        {
            Refresh(reason);
        }
    });

    // On the caller's thread: that of the bus may be waiting for one of these.
    private static void Close(IEnumerable<InMemoryGroup> members)
    {
        foreach (var member in members)
        {
            member.Endpoint.Dispose();
        }
    }

    private void Do(Action step)
    {
        if (!steps.IsAddingCompleted)
        {
            steps.Add(step);
        }
    }

    private void Run()
    {
        foreach (var step in steps.GetConsumingEnumerable())
        {
            step();
        }

        steps.Dispose();
    }

    private void Deliver(InMemoryGroup from, byte[] packet)
    {
        Interlocked.Decrement(ref packets);
        var origin = daemons[from.Self.Host];
        if (!origin.Running || origin.Members.TrueForAll(member => member.Group != from))
        {
            return;
        }

        foreach (var member in MembersOf(origin.Side))
        {
            member.Group.Endpoint.DeliverPacket(member.Group.Self, from.Self, packet);
        }
    }

    private List<Attached> MembersOf(int side) =>
    [
        .. daemons.Values.Where(daemon => daemon.Running && daemon.Side == side).SelectMany(daemon => daemon.Members),
    ];

    /// <summary>Tells every member how the ring and the membership look now, if that differs from what it knows.</summary>
    private void Refresh(DepartureReason reason)
    {
        foreach (var side in daemons.Values.Where(daemon => daemon.Running).Select(daemon => daemon.Side).Distinct())
        {
            ImmutableArray<HostId> ring =
                [.. daemons.Where(host => host.Value.Running && host.Value.Side == side).Select(host => host.Key)];
            var members = MembersOf(side);
            ImmutableArray<GroupMember> view = [.. members.Select(member => member.Group.Self).Order()];
            foreach (var member in members)
            {
                member.Learn(view, reason);
                member.Learn(ring, ring.Length * 2 > daemons.Count);
            }
        }
    }

    private sealed class Daemon
    {
        public List<Attached> Members { get; } = [];

        public bool Running { get; set; } = true;

        public int Side { get; set; }
    }

    /// <summary>A member, with what it was told last.</summary>
    private sealed class Attached(InMemoryGroup group)
    {
        private ImmutableArray<GroupMember> view = [];
        private ImmutableArray<HostId> ring = [];

        public InMemoryGroup Group => group;

        public void Detach() => (view, ring) = ([], []);

        public void Learn(ImmutableArray<GroupMember> members, DepartureReason reason)
        {
            if (members.SequenceEqual(view))
            {
                return;
            }

            // Whoever joins is told of itself only, as by Corosync.
            ImmutableArray<GroupMember> joined = view.IsEmpty ? [group.Self] : [.. members.Except(view)];
            ImmutableArray<Departure> left = [.. view.Except(members).Select(member => new Departure(member, reason))];
            view = members;
            group.Endpoint.ChangeMembership(group.Self, members, joined, left);
        }

        public void Learn(ImmutableArray<HostId> hosts, bool quorate)
        {
            if (!hosts.SequenceEqual(ring))
            {
                ring = hosts;
                group.Endpoint.ChangeQuorum(quorate, hosts);
            }
        }
    }
}
