using System.Text;

namespace Spare.Protocol.Http;

/// <summary>A reply header that is overwritten wherever a replica sends it.</summary>
public sealed record VolatileHeader(string Name, VolatileValue Value)
{
    /// <summary>One sentence, or null.</summary>
    public string? FindMistake()
    {
        if (!Ascii.IsValid(Name) || !HttpSyntax.IsToken(Encoding.ASCII.GetBytes(Name)))
        {
            return $"'{Name}' is no header name.";
        }

        if (HopByHop.Contains(Encoding.ASCII.GetBytes(Name.ToLowerInvariant())) || IsFraming(Name))
        {
            return $"The header '{Name}' cannot be volatile: Spare itself decides about it.";
        }

        return Value.FindMistake() is { } mistake ? $"The volatile header '{Name}' {mistake}." : null;
    }

    private static bool IsFraming(string name) => name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase);
}
