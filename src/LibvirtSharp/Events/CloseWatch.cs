using System.Runtime.InteropServices;
using LibvirtSharp.Native;

namespace LibvirtSharp.Events;

/// <summary>Notices that a connection is lost.</summary>
internal static unsafe class CloseWatch
{
    public static Task<CloseReason> Begin(ConnectionHandle connection)
    {
        var closed = new TaskCompletionSource<CloseReason>(TaskCreationOptions.RunContinuationsAsynchronously);
        var context = GCHandle.Alloc(closed);
        if (ConnectionCalls.OnClose(connection, &Happened, GCHandle.ToIntPtr(context), &Release) == 0)
        {
            connection.IsWatched = true;
        }
        else
        {
            // A driver inside this process is never lost.
            context.Free();
        }

        return closed.Task;
    }

    /// <summary>The watch keeps a reference of its own to the connection.</summary>
    public static void End(nint connection) => _ = ConnectionCalls.OffClose(connection, &Happened);

    [UnmanagedCallersOnly]
    private static void Happened(void* connection, int reason, void* context) =>
        ((TaskCompletionSource<CloseReason>)GCHandle.FromIntPtr((nint)context).Target!).TrySetResult((CloseReason)reason);

    [UnmanagedCallersOnly]
    private static void Release(void* context) => GCHandle.FromIntPtr((nint)context).Free();
}
