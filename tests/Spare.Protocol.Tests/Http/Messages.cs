using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Spare.Protocol.Http;
using Spare.Protocol.Wire;

namespace Spare.Protocol.Tests.Http;

/// <summary>Messages for tests, and generators of well-formed and of broken ones.</summary>
internal static class Messages
{
    public static readonly Instant Time = new(1_800_000_000_123_456);

    private static readonly string[] Fragments =
    [
        "GET / HTTP/1.1\r\n", "POST /a?b HTTP/1.0\r\n", "Host: a\r\n", "Content-Length: 3\r\n", "Content-Length: +3\r\n",
        "Transfer-Encoding: chunked\r\n", "Transfer-Encoding: gzip\r\n", "X: y\r\n", "X: y\n", " folded\r\n", "\r\n", "abc",
        "3\r\nabc\r\n", "0\r\n\r\n", "5;x\r\n", "\n", "\0", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 100 Continue\r\n\r\n",
        "HTTP/1.1 304 No\r\n", "Connection: close\r\n", "HTTP/1.0 200 OK\r\n", "T: u\r\n\r\n",
    ];

    /// <summary>Bytes that look like HTTP now and then, good and bad.</summary>
    public static Arbitrary<byte[]> AlmostHttp { get; } = Gen.OneOf(
            Gen.Elements(Fragments).ListOf().Select(list => Latin1(string.Concat(list))),
            ArbMap.Default.GeneratorFor<byte[]>())
        .ToArbitrary();

    /// <summary>Fields of any names and values that may be in a header.</summary>
    public static Arbitrary<(string Name, string Value)[]> Fields { get; } = Gen.Elements("a", "B", "c-d", "host", "Date", "z")
        .SelectMany(name => ArbMap.Default.GeneratorFor<byte[]>().Select(bytes => (name, ValueOf(bytes))))
        .ArrayOf().Select(array => array.Take(50).ToArray()).ToArbitrary();

    public static byte[] Latin1(string text) => Encoding.Latin1.GetBytes(text);

    public static string Text(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);

    public static FieldList FieldsOf(params (string Name, string Value)[] fields)
    {
        var list = new FieldList();
        foreach (var (name, value) in fields)
        {
            Assert.True(list.TryAdd(name, value));
        }

        return list;
    }

    public static byte[] Request(string method, string target, FieldList fields, ReadOnlySpan<byte> body)
    {
        var writer = new WireWriter();
        CanonicalRequest.WriteHead(writer, method, target, fields);
        writer.Raw(body);
        return writer.ToArray();
    }

    public static byte[] Reply(int status, FieldList fields, ReadOnlySpan<byte> body)
    {
        var writer = new WireWriter();
        CanonicalReply.WriteHead(writer, status, fields);
        writer.Raw(body);
        return writer.ToArray();
    }

    public static string Block(FieldList fields) => Text(Reply(200, fields, []).AsSpan(6));

    private static string ValueOf(byte[] bytes) =>
        Encoding.Latin1.GetString([.. bytes.Select(b => b is < 0x20 or 0x7F ? (byte)'_' : b)]).Trim(' ', '\t');
}
