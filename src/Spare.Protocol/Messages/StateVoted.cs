using Spare.Protocol.Wire;

namespace Spare.Protocol.Messages;

/// <summary>
/// STATE: the digest of a replica's database after all requests up to that position (SPARE 4.2). A passive replica goes
/// by the id that it will have when it is woken.
/// </summary>
public sealed record StateVoted(Epoch Epoch, ReplicaId Replica, SequenceNumber Position, StateVoter Voter, Digest State)
    : GroupMessage
{
    private protected override GroupMessageKind Kind => GroupMessageKind.StateVoted;

    internal static StateVoted Parse(ref WireReader reader)
    {
        var message = new StateVoted(
            new Epoch(reader.UInt64()), reader.Replica(), reader.Sequence(), (StateVoter)reader.Byte(),
            reader.Digest());
        reader.FailUnless(message.Voter is StateVoter.Executing or StateVoter.Passive);
        return message;
    }

    private protected override void Format(WireWriter writer)
    {
        writer.UInt64(Epoch.Value);
        writer.Replica(Replica);
        writer.Sequence(Position);
        writer.Byte((byte)Voter);
        writer.Digest(State);
    }
}

/// <summary>How a replica came to its state.</summary>
public enum StateVoter : byte
{
    /// <summary>It executed the last requests itself.</summary>
    Executing = 1,

    /// <summary>It was changed by nothing but agreed updates.</summary>
    Passive = 2,
}
