using System.Text;
using Spare.Protocol;
using Spare.Protocol.Http;
using Spare.Protocol.Wire;

namespace Spare.Lab.Checking;

/// <summary>One request that both copies of a service get.</summary>
internal sealed record CheckedRequest(string Method, string Target, string Body)
{
    public override string ToString() => $"{Method} {Target}{(Body.Length > 0 ? " " + Body : "")}";

    /// <summary>A line <c>METHOD TARGET [BODY]</c>; null when it is none.</summary>
    public static CheckedRequest? TryParse(string line)
    {
        var parts = line.Trim().Split(' ', 3);
        return parts.Length >= 2 && parts[0].Length > 0 && parts[0].All(char.IsAsciiLetterUpper) && parts[1].StartsWith('/')
            ? new CheckedRequest(parts[0], parts[1], parts.Length > 2 ? parts[2] : "")
            : null;
    }

    /// <summary>The bytes that a front end would have ordered; null when they are no proper request.</summary>
    public ReadOnlyMemory<byte>? ToCanonical()
    {
        var body = Encoding.UTF8.GetBytes(Body);
        var fields = new FieldList();
        var fits = fields.TryAdd("host", "localhost")
            && (body.Length == 0 || fields.TryAdd(
                "content-type", Body.StartsWith('{') ? "application/json" : "application/x-www-form-urlencoded"))
            && (Method is "GET" or "HEAD" || fields.TryAdd("content-length", $"{body.Length}"));
        Invariant.Holds(fits);
        var writer = new WireWriter();
        CanonicalRequest.WriteHead(writer, Method, Target, fields);
        writer.Raw(body);
        var bytes = writer.ToArray();
        return CanonicalRequest.TryParse(bytes, out _) ? bytes : null;
    }
}
