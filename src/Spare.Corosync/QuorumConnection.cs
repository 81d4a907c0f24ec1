using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Spare.Protocol;
using Spare.Runtime.Groups;
using Spare.Runtime.Ports;
using static Spare.Corosync.NativeMethods;

namespace Spare.Corosync;

/// <summary>Watches the quorum of the local Corosync and reports to the endpoint, on the thread that dispatches.</summary>
internal sealed unsafe class QuorumConnection : IDisposable
{
    private readonly GroupEndpoint endpoint;
    private readonly QuorumHandle handle;
    private readonly uint kind;
    private GCHandle context;

    private QuorumConnection(GroupEndpoint endpoint)
    {
        this.endpoint = endpoint;
        var callbacks = new QuorumCallbacks { ChangeQuorum = &OnChangeQuorum };
        CorosyncException.ThrowUnlessOk(QuorumInitialize(out handle, &callbacks, out kind), "quorum_initialize");
        context = GCHandle.Alloc(this);
    }

    public int Descriptor { get; private set; }

    public static QuorumConnection Open(GroupEndpoint endpoint)
    {
        var connection = new QuorumConnection(endpoint);
        try
        {
            connection.Track();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public CorosyncStatus Dispatch() => QuorumDispatch(handle, DispatchAll);

    public void Dispose()
    {
        handle.Dispose();
        if (context.IsAllocated)
        {
            context.Free();
        }
    }

    private void Track()
    {
        if (kind == QuorumFree)
        {
            throw new GroupException(
                "Corosync has no quorum provider: set 'provider: corosync_votequorum' in the section 'quorum' of "
                + "corosync.conf on every host, then restart Corosync.");
        }

        CorosyncException.ThrowUnlessOk(QuorumContextSet(handle, GCHandle.ToIntPtr(context)), "quorum_context_set");
        CorosyncException.ThrowUnlessOk(QuorumFdGet(handle, out var descriptor), "quorum_fd_get");
        Descriptor = descriptor;
        CorosyncException.ThrowUnlessOk(QuorumTrackStart(handle, TrackCurrentAndChanges), "quorum_trackstart");
    }

    [UnmanagedCallersOnly]
    private static void OnChangeQuorum(nint handle, uint quorate, ulong ring, uint hostCount, uint* hosts)
    {
        Invariant.Holds(QuorumContextGet(handle, out var context) == CorosyncStatus.Ok, "a callback comes from an open handle");
        var connection = Unsafe.As<QuorumConnection>(GCHandle.FromIntPtr(context).Target!); // As in CpgConnection.
        ImmutableArray<HostId> ringHosts =
        [
            .. new ReadOnlySpan<uint>(hosts, checked((int)hostCount)).ToArray().Select(host => new HostId(host)).Order(),
        ];
        connection.endpoint.ChangeQuorum(quorate != 0, ringHosts);
    }
}
