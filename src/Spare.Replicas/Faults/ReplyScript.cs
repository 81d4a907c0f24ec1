using System.Collections.Immutable;
using System.Text;
using Spare.Protocol.Admin.Faults;

namespace Spare.Replicas.Faults;

/// <summary>What comes of one connection, in which pieces, and how it ends.</summary>
internal sealed record ReplyScript(ImmutableArray<ScriptedBytes> Pieces, ScriptEnd End)
{
    public const string WrongField = "Injected: fault";

    private static readonly TimeSpan DripPause = TimeSpan.FromMilliseconds(50);

    /// <param name="honest">The whole reply as the service sent it.</param>
    /// <param name="pause">Null: what is usual for the kind.</param>
    /// <param name="bodyMaximum">A longer body is oversize.</param>
    public static ReplyScript For(FaultKind kind, byte[] honest, TimeSpan? pause, int bodyMaximum)
    {
        var reply = RawReply.Split(honest);
        var silence = pause ?? Timeout.InfiniteTimeSpan;
        return kind switch
        {
            FaultKind.WrongBody => At(reply.WithWrongBody()),
            FaultKind.WrongStatus => At(reply.WithWrongStatus()),
            FaultKind.WrongHeader => At(reply.WithField(WrongField)),
            FaultKind.WrongLength => At(reply.WithWrongLength()),
            FaultKind.SilenceBeforeHeader => new([new(honest, silence)], ScriptEnd.Open),
            FaultKind.SilenceAfterHeader => new([new(reply.HeadBytes), new(reply.Body, silence)], ScriptEnd.Open),
            FaultKind.SlowDrip => new(
                [.. honest.Select(one => new ScriptedBytes(new[] { one }, pause ?? DripPause))], ScriptEnd.Open),
            FaultKind.Flood => new(
                [new(Bytes($"{reply.StatusLine}\r\n")), new(Bytes($"{WrongField}\r\n"))], ScriptEnd.Again),
            FaultKind.Oversize => new(
                [new(Bytes($"{reply.StatusLine}\r\nContent-Length: {bodyMaximum + 1L}\r\n\r\n")), new(new byte[1024])],
                ScriptEnd.Again),
            FaultKind.EarlyClose => new([new(honest.AsMemory(0, honest.Length / 2))], ScriptEnd.Closed),
            FaultKind.SurplusBytes => At([.. honest, .. "surplus"u8]),
            FaultKind.SecondReply => At([.. honest, .. honest]),
            FaultKind.OldReply => At(honest),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private static ReplyScript At(byte[] bytes) => new([new(bytes)], ScriptEnd.Open);

    private static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);
}

/// <summary>Bytes that come at once.</summary>
/// <param name="Pause">Before the bytes; infinite: until somebody gives up.</param>
internal readonly record struct ScriptedBytes(ReadOnlyMemory<byte> Bytes, TimeSpan Pause = default);

/// <summary>What follows the last piece.</summary>
internal enum ScriptEnd
{
    Open,
    Closed,

    /// <summary>The last piece, again and again.</summary>
    Again,
}
