using Spare.Protocol.Wire;

namespace Spare.Protocol.Messages;

/// <summary>
/// CHECK: a host is about to make a base, and the states of replicas are compared first (SPARE 4.2). Where this is
/// delivered is their place: what all requests before it have made. Counts only while no other check is open and no
/// replica is being made.
/// </summary>
public sealed record StateCheckBegun(Epoch Epoch, HostId Host, CheckedPassives Passives) : GroupMessage
{
    private protected override GroupMessageKind Kind => GroupMessageKind.StateCheckBegun;

    internal static StateCheckBegun Parse(ref WireReader reader)
    {
        var message = new StateCheckBegun(new Epoch(reader.UInt64()), reader.Host(), (CheckedPassives)reader.Byte());
        reader.FailUnless(message.Passives is CheckedPassives.ThoseOfNewBases or CheckedPassives.All);
        return message;
    }

    private protected override void Format(WireWriter writer)
    {
        writer.UInt64(Epoch.Value);
        writer.Host(Host);
        writer.Byte((byte)Passives);
    }
}

/// <summary>Whose passive replicas are checked beside all replicas that execute requests.</summary>
public enum CheckedPassives : byte
{
    /// <summary>Those of which a base is to be made.</summary>
    ThoseOfNewBases = 1,

    /// <summary>All, because a check before this one did not decide.</summary>
    All = 2,
}
