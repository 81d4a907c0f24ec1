using Spare.Protocol.Http;

namespace Spare.Protocol.Evidence;

/// <summary>How a canonical reply differs from another: status, header fields by name, the body from some byte on.</summary>
public static class ReplyDifferences
{
    private const int BytesBefore = 16;
    private const int BytesAfter = 48;

    /// <summary>None when they are equal. The bytes come from replicas and may be anything.</summary>
    public static IEnumerable<Difference> Between(ReadOnlyMemory<byte> expected, ReadOnlyMemory<byte> given)
    {
        if (!CanonicalReply.TryParse(expected, out var left) || !CanonicalReply.TryParse(given, out var right))
        {
            return InBytes("reply", expected.Span, given.Span);
        }

        return [.. InStatus(left, right), .. InHeaders(left, right), .. InBytes("body", left.Body.Span, right.Body.Span)];
    }

    private static Difference[] InStatus(CanonicalReply expected, CanonicalReply given) => expected.Status == given.Status
        ? []
        : [Difference.Of("status", $"{expected.Status}", $"{given.Status}")];

    private static IEnumerable<Difference> InHeaders(CanonicalReply expected, CanonicalReply given)
    {
        var (left, right) = (ByName(expected.Headers.Span), ByName(given.Headers.Span));
        return from name in left.Keys.Union(right.Keys).Order(StringComparer.Ordinal)
               let pair = (Expected: left.GetValueOrDefault(name), Given: right.GetValueOrDefault(name))
               where pair.Expected != pair.Given
               select Difference.Of($"header {name}", pair.Expected, pair.Given);
    }

    private static Dictionary<string, string> ByName(ReadOnlySpan<byte> block)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var field in HeaderBlock.Fields(block))
        {
            var (name, value) = (Difference.Show(field.Name), Difference.Show(field.Value));
            fields[name] = fields.TryGetValue(name, out var before) ? $"{before}, {value}" : value;
        }

        return fields;
    }

    private static Difference[] InBytes(string part, ReadOnlySpan<byte> expected, ReadOnlySpan<byte> given)
    {
        var at = expected.CommonPrefixLength(given);
        return at == expected.Length && at == given.Length
            ? []
            : [Difference.Of($"{part} from byte {at}", Around(expected, at), Around(given, at))];
    }

    private static string Around(ReadOnlySpan<byte> bytes, int at)
    {
        var start = Math.Max(0, at - BytesBefore);
        var end = Math.Min(bytes.Length, at + BytesAfter);
        return $"{(start > 0 ? "..." : "")}{Difference.Show(bytes[start..end])}{(end < bytes.Length ? "..." : "")}"
            + $" ({bytes.Length} bytes)";
    }
}
