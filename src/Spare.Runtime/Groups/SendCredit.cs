using System.Collections.Immutable;
using Spare.Runtime.Ports;

namespace Spare.Runtime.Groups;

/// <summary>
/// How far the other members are behind with what this one sent. Corosync slows senders down for its own sake only:
/// for a member that does not read it gathers everything, without a bound. So members tell each other what they took,
/// and a sender waits at its credit for the slowest.
/// </summary>
/// <remarks>
/// A newcomer counts from its first packet on. All see it join at the same place in the order, and so both ends know
/// how many bytes had been sent before.
/// </remarks>
internal sealed class SendCredit(long credit)
{
    private readonly Dictionary<GroupMember, Progress> others = [];
    private long sent;
    private long delivered;

    public bool HasRoom
    {
        get
        {
            foreach (var progress in others.Values)
            {
                if (sent - progress.Start - progress.Taken >= credit)
                {
                    return false;
                }
            }

            return true;
        }
    }

    public void Sent(int bytes) => sent += bytes;

    /// <summary>That many bytes came back to their sender, in the group's order.</summary>
    public void Delivered(int bytes) => delivered += bytes;

    public void Acknowledge(GroupMember member, long taken)
    {
        if (others.TryGetValue(member, out var progress) && taken <= sent - progress.Start)
        {
            others[member] = progress with { Taken = Math.Max(progress.Taken, taken) };
        }
    }

    public void Change(GroupMember self, ImmutableArray<GroupMember> members, ImmutableArray<GroupMember> joined)
    {
        foreach (var gone in others.Keys.Except(members).Concat(joined).ToArray())
        {
            others.Remove(gone);
        }

        foreach (var member in members.Where(member => member != self))
        {
            others.TryAdd(member, new Progress(delivered, 0));
        }
    }

    public void Clear()
    {
        others.Clear();
        (sent, delivered) = (0, 0);
    }

    private readonly record struct Progress(long Start, long Taken);
}
