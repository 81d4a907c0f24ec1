using System.Text.Json;
using Spare.Protocol;
using Spare.Protocol.Admin;

namespace Spare.Cli.Tests.Admin;

public sealed class AdminJsonTests
{
    [Fact]
    public void Writes_identifiers_the_way_people_say_them()
    {
        var happened = new OperatorEvent
        {
            Number = 7,
            Time = new Instant(1_795_224_474_123_456),
            Severity = Severity.Warning,
            Kind = OperatorEventKind.RepliesDiffer,
            Host = new HostId(1),
            Replica = new ReplicaId(new HostId(1), 2),
            Sequence = new SequenceNumber(42),
            Text = "two replies",
        };

        var json = JsonSerializer.Serialize(happened, AdminJson.Default.OperatorEvent);

        Assert.Equal(
            """{"number":7,"time":"2026-11-21T01:27:54.123456Z","severity":"warning","kind":"replies-differ","host":1,"""
            + """
            "replica":"h1-r2","sequence":42,"text":"two replies"}
            """,
            json);
        Assert.Equal(happened, JsonSerializer.Deserialize(json, AdminJson.Default.OperatorEvent));
    }

    [Fact]
    public void Reads_back_the_whole_status()
    {
        var status = Samples.Serving(new HostId(2));

        var json = JsonSerializer.Serialize(status, AdminJson.Default.HostStatus);
        var read = JsonSerializer.Deserialize(json, AdminJson.Default.HostStatus);

        Assert.NotNull(read);
        Assert.Equal(json, JsonSerializer.Serialize(read, AdminJson.Default.HostStatus));
        Assert.Equal(ReplicaState.Paused, read.Replicas[1].State);
        Assert.Equal(status.Order, read.Order);
    }

    [Theory]
    [InlineData("""{"replica":"h0-r1","update":1,"applied":0,"milliseconds":1}""")]
    [InlineData("""{"replica":"1-1","update":1,"applied":0,"milliseconds":1}""")]
    [InlineData("""{"replica":"h1-r1","update":-1,"applied":0,"milliseconds":1}""")]
    public void Refuses_what_is_no_identifier(string json) =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize(json, AdminJson.Default.FlushResult));
}
