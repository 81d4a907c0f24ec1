using Spare.Configuration.Service;
using Spare.Protocol;

namespace Spare.Configuration.Tests.Service;

public sealed class ServiceFileDigestTests
{
    [Fact]
    public void Spelling_directory_and_order_of_keys_do_not_count()
    {
        var other = SampleFiles.Service
            .Replace("deadline: 500ms", "deadline: 0.5s # half a second", StringComparison.Ordinal)
            .Replace("  name: register\n  owner: clerk", "  owner: clerk\n  name: register", StringComparison.Ordinal);

        Assert.Equal(DigestOf(SampleFiles.Service, "/a/x.yaml"), DigestOf(other, "/b/y.yaml"));
    }

    [Theory]
    [InlineData("service: register", "service: ledger")]
    [InlineData("--port", "-p")]
    [InlineData("hello", "bye")]
    [InlineData("port: 8000", "port: 8001")]
    [InlineData("count: 2", "count: 3")]
    [InlineData("path: /health", "path: /alive")]
    [InlineData("deadline: 20s", "deadline: 21s")]
    [InlineData("owner: clerk", "owner: boss")]
    [InlineData("schema.sql", "tables.sql")]
    [InlineData("16MB", "17MB")]
    [InlineData("deadline: 5s", "deadline: 6s")]
    [InlineData("[GET, HEAD]", "[GET]")]
    [InlineData("64KiB", "65KiB")]
    [InlineData("path: /list", "path: /all")]
    [InlineData("interval: 60s", "interval: 61s")]
    [InlineData("Date: agreed-time", "Date: remove")]
    [InlineData("took 0 ms", "took no time")]
    [InlineData("{request: /drop-caches}", "restart")]
    public void Whatever_somebody_acts_on_counts(string part, string changed) => Assert.NotEqual(
        DigestOf(SampleFiles.Service, "/a/x.yaml"),
        DigestOf(SampleFiles.Service.Replace(part, changed, StringComparison.Ordinal), "/a/x.yaml"));

    private static Digest DigestOf(string text, string name)
    {
        var result = ServiceFileReader.Read(text, name);
        Assert.True(result.TryGet(out var file), result.Report());
        return file.Digest;
    }
}
