using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Spare.Protocol.Http;

/// <summary>
/// The parts of a reply that correct replicas may fill differently. Managers overwrite them before the vote and never
/// forward a replica's: a byte that nobody votes on is a way out for an intruder. <c>Date</c> always is one.
/// </summary>
public sealed class VolatileFields
{
    public const int RulesMaximum = 64;

    private static readonly VolatileValue.AgreedTime DateValue = new();

    private readonly ImmutableArray<(byte[] Name, VolatileValue Value)> headers;
    private readonly ImmutableArray<VolatileBody> bodies;

    private VolatileFields(ImmutableArray<VolatileHeader> headers, ImmutableArray<VolatileBody> bodies)
    {
        this.headers = [.. headers.Select(header => (LowerName(header), header.Value))];
        this.bodies = bodies;
    }

    /// <summary>Nothing but Date.</summary>
    public static VolatileFields None { get; } = new([], []);

    /// <summary>A reply's whole body is needed before its digest.</summary>
    public bool HasBodyRules => !bodies.IsEmpty;

    /// <param name="mistakes">All that is wrong, each naming the rule; empty exactly when this succeeds.</param>
    public static bool TryCreate(
        ImmutableArray<VolatileHeader> headers,
        ImmutableArray<VolatileBody> bodies,
        [NotNullWhen(true)] out VolatileFields? fields,
        out ImmutableArray<string> mistakes)
    {
        mistakes = [
            .. headers.Select(header => header.FindMistake()).OfType<string>(),
            .. bodies.Select(body => body.FindMistake()).OfType<string>(),
            .. headers.Length + bodies.Length > RulesMaximum
                ? [$"There are more than {RulesMaximum} volatile fields."] : Array.Empty<string>(),
        ];
        fields = mistakes.IsEmpty ? new VolatileFields(headers, bodies) : null;
        return fields is not null;
    }

    /// <summary>Overwrites header fields: the declared ones that are there, and Date, there or not.</summary>
    /// <returns>False: too many fields, or too long.</returns>
    public bool TryOverwrite(FieldList fields, Instant agreedTime)
    {
        fields.Remove("date"u8);
        var fit = fields.TryAdd("date", DateValue.At(agreedTime)!); // An agreed time always has a text.
        foreach (var (name, value) in headers)
        {
            if (fields.Contains(name))
            {
                fields.Remove(name);
                fit &= value.At(agreedTime) is not { } text || fields.TryAdd(name, Encoding.ASCII.GetBytes(text));
            }
        }

        return fit;
    }

    /// <summary>The body with everything volatile overwritten; false when that makes it longer than permitted.</summary>
    public bool TryOverwrite(
        ReadOnlySpan<byte> body, Instant agreedTime, int maximum, [NotNullWhen(true)] out byte[]? overwritten)
    {
        // One character per byte: patterns see bytes, and every body survives the way there and back.
        var text = Encoding.Latin1.GetString(body);
        foreach (var rule in bodies)
        {
            if (!rule.TryOverwrite(text, agreedTime, maximum, out text))
            {
                overwritten = null;
                return false;
            }
        }

        overwritten = Encoding.Latin1.GetBytes(text);
        return true;
    }

    private static byte[] LowerName(VolatileHeader header)
    {
        var name = new byte[header.Name.Length];
        Ascii.ToLower(header.Name, name, out _);
        return name;
    }
}
