using System.Text;
using Spare.Protocol.Http;
using Spare.Protocol.Messages;
using Spare.Protocol;
using Spare.Replication.Execution;

namespace Spare.Replication.Tests;

/// <summary>Short words for what tests talk about.</summary>
internal static class Say
{
    public static readonly HostId One = new(1);
    public static readonly HostId Two = new(2);
    public static readonly HostId Three = new(3);
    public static readonly HostId Four = new(4);
    public static readonly RouteNumber Write = new(0);
    public static readonly RouteNumber Read = new(1);

    public static SequenceNumber At(ulong position) => new(position);

    public static ReplicaId Replica(HostId host, uint generation = 1) => new(host, generation);

    public static Digest Digest(string text) =>
        text.Length == 0 ? default : Protocol.Digest.Of(Encoding.UTF8.GetBytes(text));

    /// <summary>A reply, and what was written; nothing if that is empty.</summary>
    public static Vote Vote(string reply, string wrote = "") => new(Outcome.Replied, Digest(reply), Digest(wrote));

    public static ExecutionResult Result(string reply, string wrote = "") =>
        new(Vote(reply, wrote), Encoding.UTF8.GetBytes(reply), Encoding.UTF8.GetBytes(wrote), string.Empty);

    public static ExecutionResult Failed(Outcome outcome) =>
        new(new Vote(outcome, default, default), default, default, "failed");

    public static OrderedRequest Request(ulong position, RouteClass kind = RouteClass.Write) => new(
        At(position), new RequestId(One, new Incarnation(1), position), kind == RouteClass.Read ? Read : Write, kind,
        new Instant((long)position), default, new byte[] { 1 });
}
