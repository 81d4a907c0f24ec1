using Spare.Protocol.Wire;

namespace Spare.Protocol.Agents.Reports;

/// <summary>The dump is complete.</summary>
public sealed record DumpEnd(Digest Digest, ulong Lines) : AgentReport
{
    internal const byte Kind = 11;

    internal override void Format(WireWriter writer)
    {
        writer.Byte(Kind);
        writer.Digest(Digest);
        writer.UInt64(Lines);
    }

    internal static DumpEnd Parse(ref WireReader reader) => new(reader.Digest(), reader.UInt64());
}
