using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Spare.Protocol;
using Spare.Runtime.Groups;
using Spare.Runtime.Ports;
using static Spare.Corosync.NativeMethods;

namespace Spare.Corosync;

/// <summary>
/// One membership in a closed process group, for as long as the local Corosync lives. <see cref="Dispatch"/> is called
/// by one thread and reports to the endpoint on that thread; packets may be sent by any one other thread at a time.
/// </summary>
internal sealed unsafe class CpgConnection : IDisposable
{
    private readonly GroupEndpoint endpoint;
    private readonly CpgHandle handle;
    private readonly SchedulingMisses misses = new();
    private GCHandle context;
    private GroupMember self;
    private CpgName name;

    private CpgConnection(GroupEndpoint endpoint)
    {
        this.endpoint = endpoint;
        var callbacks = new CpgCallbacks { Deliver = &OnDeliver, ChangeMembership = &OnChangeMembership };
        CorosyncException.ThrowUnlessOk(CpgInitialize(out handle, &callbacks), "cpg_initialize");
        context = GCHandle.Alloc(this);
    }

    public int Descriptor { get; private set; }

    public static CpgConnection Open(string group, int packetMaximum, GroupEndpoint endpoint)
    {
        var connection = new CpgConnection(endpoint);
        try
        {
            connection.Join(group, packetMaximum);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public PacketOutcome Send(ReadOnlySpan<byte> packet)
    {
        fixed (byte* start = packet)
        {
            var vector = new IoVector { Start = start, Length = (nuint)packet.Length };
            return CpgMulticast(handle, GuaranteeAgreed, &vector, 1) switch
            {
                CorosyncStatus.Ok => PacketOutcome.Accepted,
                CorosyncStatus.TryAgain => PacketOutcome.Busy,
                _ => PacketOutcome.Broken,
            };
        }
    }

    /// <summary>Reports everything that is there.</summary>
    public CorosyncStatus Dispatch() => CpgDispatch(handle, DispatchAll);

    public void Leave()
    {
        fixed (CpgName* pointer = &name)
        {
            // When it fails, the connection is gone, and so are we from the group.
            _ = CpgLeave(handle, pointer);
        }
    }

    public void Dispose()
    {
        handle.Dispose();
        if (context.IsAllocated)
        {
            context.Free();
        }
    }

    private void Join(string group, int packetMaximum)
    {
        CorosyncException.ThrowUnlessOk(CpgContextSet(handle, GCHandle.ToIntPtr(context)), "cpg_context_set");
        CorosyncException.ThrowUnlessOk(CpgLocalGet(handle, out var node), "cpg_local_get");
        CorosyncException.ThrowUnlessOk(CpgFdGet(handle, out var descriptor), "cpg_fd_get");
        CorosyncException.ThrowUnlessOk(CpgMaxAtomicSizeGet(handle, out var size), "cpg_max_atomic_msgsize_get");
        Invariant.Holds(packetMaximum <= size, "a packet is one CPG message");
        Descriptor = descriptor;
        self = new GroupMember(new HostId(node), (uint)Environment.ProcessId);
        name.Length = (uint)Encoding.UTF8.GetByteCount(group);
        fixed (CpgName* pointer = &name)
        {
            Encoding.UTF8.GetBytes(group, new Span<byte>(pointer->Value, CpgName.Maximum - 1));
            CorosyncException.ThrowUnlessOk(CpgJoin(handle, pointer), "cpg_join");
        }
    }

    [UnmanagedCallersOnly]
    private static void OnDeliver(nint handle, CpgName* group, uint node, uint process, byte* packet, nuint length)
    {
        var connection = Of(handle);
        var from = new GroupMember(new HostId(node), process);
        connection.endpoint.DeliverPacket(connection.self, from, new ReadOnlySpan<byte>(packet, checked((int)length)));
    }

    [UnmanagedCallersOnly]
    private static void OnChangeMembership(
        nint handle,
        CpgName* group,
        CpgAddress* members,
        nuint memberCount,
        CpgAddress* left,
        nuint leftCount,
        CpgAddress* joined,
        nuint joinedCount)
    {
        ImmutableArray<Departure> departures =
        [
            .. Copy(left, leftCount).Select(address => new Departure(MemberOf(address), ReasonOf(address.Reason))),
        ];
        var connection = Of(handle);
        connection.endpoint.ChangeMembership(
            connection.self,
            [.. Copy(members, memberCount).Select(MemberOf).Order()],
            [.. Copy(joined, joinedCount).Select(MemberOf).Order()],
            departures,
            connection.misses.NoneWithin(GroupEvent.MembershipChanged.Recent));
    }

    private static CpgConnection Of(nint handle)
    {
        Invariant.Holds(CpgContextGet(handle, out var context) == CorosyncStatus.Ok, "a callback comes from an open handle");
        return Unsafe.As<CpgConnection>(GCHandle.FromIntPtr(context).Target!); // Freed only after the handle is closed.
    }

    private static CpgAddress[] Copy(CpgAddress* addresses, nuint count) =>
        new ReadOnlySpan<CpgAddress>(addresses, checked((int)count)).ToArray();

    private static GroupMember MemberOf(CpgAddress address) => new(new HostId(address.Node), address.Process);

    // CPG_REASON_LEAVE 2, NODEDOWN 3, PROCDOWN 5; anything else cannot be told from a host that is gone.
    private static DepartureReason ReasonOf(uint reason) => reason switch
    {
        2 => DepartureReason.Left,
        5 => DepartureReason.ProcessDown,
        _ => DepartureReason.HostDown,
    };
}
