using LibvirtSharp.Native;

namespace LibvirtSharp.Events;

/// <summary>
/// libvirt's own event loop, on one background thread of the process. It must be there before the first connection
/// is opened, and carries events, keep-alive and lost connections; it never runs code of the library's user.
/// </summary>
internal static class EventLoop
{
    public static void EnsureRunning() => _ = Thread;

    private static Thread Thread { get; } = Start();

    private static Thread Start()
    {
        Libvirt.EnsureReady();
        Outcome.Check(EventCalls.RegisterLoop());
        var thread = new Thread(Run) { IsBackground = true, Name = "libvirt events" };
        thread.Start();
        return thread;
    }

    private static void Run()
    {
        while (true)
        {
            Outcome.Check(EventCalls.RunLoop());
        }
    }
}
