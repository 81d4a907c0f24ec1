using Spare.Protocol.Wire;

namespace Spare.Protocol.Messages;

/// <summary>
/// PASSIVE: whether the host has a clean passive replica that can be woken. All managers count the same ones, and so
/// agree on whether help can be had for a request, and on which is the last clean one (SPARE 4.1.1).
/// </summary>
public sealed record PassiveChanged(Epoch Epoch, HostId Host, PassiveState State) : GroupMessage
{
    private protected override GroupMessageKind Kind => GroupMessageKind.PassiveChanged;

    internal static PassiveChanged Parse(ref WireReader reader)
    {
        var message = new PassiveChanged(new Epoch(reader.UInt64()), reader.Host(), (PassiveState)reader.Byte());
        reader.FailUnless(message.State is PassiveState.Clean or PassiveState.None);
        return message;
    }

    private protected override void Format(WireWriter writer)
    {
        writer.UInt64(Epoch.Value);
        writer.Host(Host);
        writer.Byte((byte)State);
    }
}

/// <summary>Whether a host has a passive replica.</summary>
public enum PassiveState : byte
{
    /// <summary>There is one, changed by nothing but agreed updates.</summary>
    Clean = 1,

    /// <summary>It was woken, or is lost, and the next one is being made.</summary>
    None = 2,
}
