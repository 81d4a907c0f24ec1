using System.Collections.Immutable;
using Spare.Protocol;

namespace Spare.Runtime.Ports;

/// <summary>Something that the group layer reports, in the order of the group.</summary>
public abstract record GroupEvent
{
    private GroupEvent()
    {
    }

    /// <summary>A whole message, as its sender gave it.</summary>
    public sealed record Delivered(GroupMember Sender, ReadOnlyMemory<byte> Message) : GroupEvent;

    /// <summary>The members from here on, sorted, with who joined and who left and why.</summary>
    public sealed record MembershipChanged(
        ImmutableArray<GroupMember> Members,
        ImmutableArray<GroupMember> Joined,
        ImmutableArray<Departure> Left) : GroupEvent
    {
        /// <summary>How far back <see cref="DaemonRan"/> looks.</summary>
        public static readonly TimeSpan Recent = TimeSpan.FromSeconds(10);

        /// <summary>The group daemon of this host ran all the time of late, as it says itself; false too when it says nothing.</summary>
        public bool DaemonRan { get; init; }
    }

    /// <summary>Whether this side of the ring holds a majority (votequorum), with the hosts of the ring.</summary>
    public sealed record QuorumChanged(bool Quorate, ImmutableArray<HostId> Ring) : GroupEvent;

    /// <summary>
    /// The connection to the group daemon broke: messages may have been missed. The adapter joins again by itself.
    /// </summary>
    public sealed record Lost(string Reason) : GroupEvent;
}

/// <summary>One process in the group: a manager that restarts on the same host is another member.</summary>
public readonly record struct GroupMember(HostId Host, uint Process) : IComparable<GroupMember>
{
    public int CompareTo(GroupMember other)
    {
        var byHost = Host.CompareTo(other.Host);
        return byHost != 0 ? byHost : Process.CompareTo(other.Process);
    }

    public override string ToString() => $"{Host}:{Process}";
}

/// <summary>Who left the group, and why.</summary>
public readonly record struct Departure(GroupMember Member, DepartureReason Reason);

public enum DepartureReason
{
    /// <summary>The process left by its own decision.</summary>
    Left,

    /// <summary>The process ended without leaving.</summary>
    ProcessDown,

    /// <summary>The host is gone from the ring: a crash and a cut cable look the same.</summary>
    HostDown,
}
