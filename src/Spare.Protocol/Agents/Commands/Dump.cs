using Spare.Protocol.Wire;

namespace Spare.Protocol.Agents.Commands;

/// <summary>Asks for the canonical dump; answered by <see cref="Reports.DumpPart"/>s and a <see cref="Reports.DumpEnd"/>.</summary>
public sealed record Dump(DumpScope Scope) : AgentCommand
{
    internal const byte Kind = 6;

    internal override void Format(WireWriter writer)
    {
        writer.Byte(Kind);
        writer.Byte((byte)Scope);
    }

    internal static Dump Parse(ref WireReader reader)
    {
        var scope = (DumpScope)reader.Byte();
        reader.FailUnless(scope is DumpScope.Digest or DumpScope.Content);
        return new Dump(scope);
    }
}
