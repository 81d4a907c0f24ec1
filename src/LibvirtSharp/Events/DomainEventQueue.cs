using System.Runtime.InteropServices;
using System.Threading.Channels;
using LibvirtSharp.Native;

namespace LibvirtSharp.Events;

/// <summary>Where the event loop leaves what happened; libvirt holds it for as long as it may call.</summary>
internal sealed unsafe class DomainEventQueue
{
    private long lost;

    public DomainEventQueue(int capacity) => Events = Channel.CreateBounded<DomainEvent>(
        new BoundedChannelOptions(capacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleWriter = true },
        _ => Interlocked.Increment(ref lost));

    public Channel<DomainEvent> Events { get; }

    public long Lost => Interlocked.Read(ref lost);

    [UnmanagedCallersOnly]
    public static void Happened(void* connection, nint domain, int kind, int detail, void* context)
    {
        var queue = (DomainEventQueue)GCHandle.FromIntPtr((nint)context).Target!;
        var text = stackalloc byte[DomainStateCalls.UuidLength];
        var uuid = EventCalls.DomainUuid(domain, text) == 0 ? Guid.Parse(Text.Borrowed(text)!) : Guid.Empty;
        var name = Text.Borrowed(EventCalls.DomainName(domain)) ?? string.Empty;
        queue.Events.Writer.TryWrite(new DomainEvent(name, uuid, (DomainEventKind)kind, detail));
    }

    [UnmanagedCallersOnly]
    public static void Release(void* context) => GCHandle.FromIntPtr((nint)context).Free();
}
