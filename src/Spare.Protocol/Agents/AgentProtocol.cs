using Spare.Protocol.WriteSets;

namespace Spare.Protocol.Agents;

/// <summary>
/// The bounds of the protocol between a replica's agent and its manager: frames over one TCP connection, each a
/// length of 32 bits, a kind and fields. The agent may lie in any way; the manager only crashes.
/// </summary>
public static class AgentProtocol
{
    public const ushort Version = 5;

    public const int Port = 7000;

    /// <summary>The largest frame to the agent: a batch of updates.</summary>
    public const int CommandMaximum = 64 * 1024 * 1024;

    /// <summary>Updates of one batch, which is one transaction.</summary>
    public const int UpdatesMaximum = 10_000;

    /// <summary>Bytes of a reason or detail; a longer one is cut.</summary>
    public const int TextMaximum = 4096;

    public const int DumpPartMaximum = 256 * 1024;

    /// <summary>The largest frame from the agent: a write set with its kind, position and length.</summary>
    public static int ReportMaximum => WriteSetBounds.Standard.Bytes + 64;

    /// <summary>The text itself, or its beginning where it is too long to be sent.</summary>
    public static string Cut(string text)
    {
        // No character needs more than three bytes per UTF-16 code unit.
        var units = TextMaximum / 3;
        if (text.Length <= units)
        {
            return text;
        }

        return char.IsHighSurrogate(text[units - 1]) ? text[..(units - 1)] : text[..units];
    }
}
