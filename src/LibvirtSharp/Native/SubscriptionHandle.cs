using Microsoft.Win32.SafeHandles;

namespace LibvirtSharp.Native;

/// <summary>A subscription to events; it keeps its connection open.</summary>
internal sealed class SubscriptionHandle : SafeHandleMinusOneIsInvalid
{
    private readonly ConnectionHandle connection;

    public SubscriptionHandle(ConnectionHandle connection, int id)
        : base(ownsHandle: true)
    {
        this.connection = connection;
        var isKept = false;
        connection.DangerousAddRef(ref isKept);
        SetHandle(id);
    }

    protected override bool ReleaseHandle()
    {
        var isReleased = EventCalls.Unsubscribe(connection.DangerousGetHandle(), (int)handle) >= 0;
        connection.DangerousRelease();
        return isReleased;
    }
}
