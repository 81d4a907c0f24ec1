using System.Text;
using Spare.Protocol.Http;
using Spare.Protocol.WriteSets;
using Spare.Replication.Execution;

namespace Spare.Lab.Checking;

/// <summary>Names every difference between what two copies made of one request: status, header fields, body, rows.</summary>
internal static class ResultComparison
{
    private const int BodyContext = 40;

    public static IEnumerable<Difference> Compare(CheckedRequest request, ExecutionResult first, ExecutionResult second)
    {
        var name = request.ToString();
        if (first.Vote == second.Vote)
        {
            return [];
        }

        if (first.Vote.Outcome != second.Vote.Outcome)
        {
            return [new Difference(name, "outcome", Outcome(first), Outcome(second))];
        }

        return
        [
            .. first.Vote.Reply == second.Vote.Reply ? [] : Replies(name, first, second),
            .. first.Vote.WriteSet == second.Vote.WriteSet ? [] : WriteSets(name, first, second),
        ];
    }

    /// <summary>Row by row; rows that one side lacks are shown against nothing.</summary>
    public static IEnumerable<Difference> Lines(
        string request, string where, IReadOnlyList<string> first, IReadOnlyList<string> second)
    {
        for (var i = 0; i < Math.Max(first.Count, second.Count); i++)
        {
            var (one, other) = (i < first.Count ? first[i] : "(nothing)", i < second.Count ? second[i] : "(nothing)");
            if (one != other)
            {
                yield return new Difference(request, $"{where} {i + 1}", one, other);
            }
        }
    }

    private static string Outcome(ExecutionResult result) =>
        result.Detail.Length > 0 ? $"{result.Vote.Outcome}: {result.Detail}" : result.Vote.Outcome.ToString();

    private static IEnumerable<Difference> Replies(string request, ExecutionResult first, ExecutionResult second)
    {
        if (!CanonicalReply.TryParse(first.Reply, out var one) || !CanonicalReply.TryParse(second.Reply, out var other))
        {
            yield return new Difference(request, "reply", $"{first.Vote.Reply}", $"{second.Vote.Reply}");
            yield break;
        }

        if (one.Status != other.Status)
        {
            yield return new Difference(request, "status", $"{one.Status}", $"{other.Status}");
        }

        foreach (var difference in Headers(request, Fields(one), Fields(other)))
        {
            yield return difference;
        }

        var place = one.Body.Span.CommonPrefixLength(other.Body.Span);
        if (place < Math.Max(one.Body.Length, other.Body.Length))
        {
            yield return new Difference(request, $"body from byte {place} on", Around(one.Body, place), Around(other.Body, place));
        }
    }

    private static IEnumerable<Difference> Headers(
        string request, SortedDictionary<string, string> first, SortedDictionary<string, string> second) =>
        from name in first.Keys.Union(second.Keys).Order(StringComparer.Ordinal)
        let one = first.GetValueOrDefault(name, "(absent)")
        let other = second.GetValueOrDefault(name, "(absent)")
        where one != other
        select new Difference(request, $"header field '{name}'", one, other);

    private static SortedDictionary<string, string> Fields(CanonicalReply reply)
    {
        var fields = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var field in HeaderBlock.Fields(reply.Headers.Span))
        {
            var name = Encoding.ASCII.GetString(field.Name);
            var value = Encoding.Latin1.GetString(field.Value);
            fields[name] = fields.TryGetValue(name, out var before) ? $"{before}, {value}" : value;
        }

        return fields;
    }

    private static string Around(ReadOnlyMemory<byte> body, int place)
    {
        var start = Math.Max(0, place - BodyContext);
        var part = body.Slice(start, Math.Min(body.Length - start, 2 * BodyContext));
        return $"{(start > 0 ? "..." : "")}{Encoding.UTF8.GetString(part.Span)}";
    }

    private static IEnumerable<Difference> WriteSets(string request, ExecutionResult first, ExecutionResult second) =>
        Lines(request, "change", Rows(first), Rows(second));

    private static string[] Rows(ExecutionResult result) =>
        WriteSet.TryParse(result.WriteSet.Span, WriteSetBounds.Standard, out var writeSet)
            ? [.. writeSet.Changes.Select(change => change.ToString()), .. writeSet.Sequences.Select(moved => $"sequence {moved}")]
            : [];
}
