using Spare.Protocol.Http;
using Spare.Protocol.Wire;

namespace Spare.Replicas.Faults;

/// <summary>Gathers what a service sends until its reply has ended; bounded as the reply is.</summary>
internal sealed class HonestReply
{
    private readonly WireWriter bytes = new();
    private readonly ReplyReader reader;

    public HonestReply(VolatileFields volatileFields, ReplyExpectation expectation)
    {
        reader = new ReplyReader(volatileFields);
        reader.Begin(expectation);
    }

    public bool HasEnded => reader.Progress != ReplyProgress.Incomplete;

    private byte[] Bytes => bytes.ToArray();

    /// <summary>The service closed the connection.</summary>
    private bool IsClosed { get; set; }

    /// <param name="received">Nothing: the service closed.</param>
    public void Take(ReadOnlySpan<byte> received)
    {
        bytes.Raw(received);
        if (received.IsEmpty)
        {
            reader.End();
            IsClosed = true;
        }
        else
        {
            reader.Feed(received);
        }
    }

    /// <summary>What comes of it with a fault; a reply that is none stays as it is.</summary>
    public ReplyScript Altered(ReplyFault fault, int bodyMaximum)
    {
        var end = IsClosed ? ScriptEnd.Closed : ScriptEnd.Open;
        if (reader.Progress != ReplyProgress.Complete)
        {
            return new ReplyScript([new ScriptedBytes(Bytes)], end);
        }

        var script = fault.Alter(Bytes, bodyMaximum);
        return script.End == ScriptEnd.Open ? script with { End = end } : script;
    }
}
