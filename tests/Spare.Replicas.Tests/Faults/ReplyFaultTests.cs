using Spare.Protocol;
using Spare.Protocol.Admin.Faults;
using Spare.Protocol.Http;
using Spare.Protocol.Messages;
using Spare.Replicas.Faults;
using Spare.Replicas.Services;
using Spare.Replicas.Tests.Services;

namespace Spare.Replicas.Tests.Faults;

/// <summary>What the manager's own reader makes of each fault at a reply, over a real connection.</summary>
public sealed class ReplyFaultTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\nkind: a\r\n\r\nbody";
    private const int BodyMaximum = 1000;

    private static readonly ReplicaId Replica = new(new HostId(1), 1);
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(300);

    private readonly FaultRegistry faults = new();

    [Theory]
    [InlineData(FaultKind.WrongBody, "200 bodx")]
    [InlineData(FaultKind.WrongStatus, "500 body")]
    [InlineData(FaultKind.WrongHeader, "200 body fault")]
    [InlineData(FaultKind.WrongLength, "200 bod")]
    [InlineData(FaultKind.SurplusBytes, "200 body")]
    [InlineData(FaultKind.SecondReply, "200 body")]
    [InlineData(FaultKind.SilenceBeforeHeader, "200 body", 1)]
    [InlineData(FaultKind.SilenceAfterHeader, "200 body", 1)]
    [InlineData(FaultKind.SlowDrip, "200 body", 1)]
    public async Task A_reply_that_can_be_read_says_what_the_fault_made_of_it(
        FaultKind kind, string expected, int? pause = null)
    {
        await using var service = new FakeService(ServeAsync);
        using var client = Client(service);
        Set(kind, pause);

        var wrong = Show(await client.ExecuteAsync(Calls.Get(), default));
        var right = Show(await client.ExecuteAsync(Calls.Get(), default));

        Assert.Equal(expected, wrong);
        Assert.Equal("200 body", right);
        Assert.Empty(faults.All);
    }

    [Theory]
    [InlineData(FaultKind.SilenceBeforeHeader, Outcome.TimedOut)]
    [InlineData(FaultKind.SilenceAfterHeader, Outcome.TimedOut)]
    [InlineData(FaultKind.SlowDrip, Outcome.TimedOut)]
    [InlineData(FaultKind.Flood, Outcome.Malformed)]
    [InlineData(FaultKind.Oversize, Outcome.Oversize)]
    [InlineData(FaultKind.EarlyClose, Outcome.ServiceDied)]
    public async Task A_reply_that_cannot_be_read_ends_by_its_deadline_with_the_outcome(FaultKind kind, Outcome expected)
    {
        await using var service = new FakeService(ServeAsync);
        using var client = Client(service);
        Set(kind);

        var wrong = await client.ExecuteAsync(Calls.Get().Within(Short, BodyMaximum), default);
        var right = await client.ExecuteAsync(Calls.Get(), default);

        Assert.Equal(expected, wrong.Outcome);
        Assert.Equal("200 body", Show(right));
    }

    [Fact]
    public async Task A_silent_reply_ends_when_nobody_wants_it_any_more()
    {
        await using var service = new FakeService(ServeAsync);
        using var client = Client(service);
        Set(FaultKind.SilenceBeforeHeader);
        using var cancellation = new CancellationTokenSource();

        var silent = client.ExecuteAsync(Calls.Get(), cancellation.Token).AsTask();
        await Until.TrueAsync(() => !service.Requests.IsEmpty);
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => silent);
    }

    [Theory]
    [InlineData(FaultKind.SurplusBytes)]
    [InlineData(FaultKind.SecondReply)]
    public async Task Surplus_is_noticed_and_the_connection_closed(FaultKind kind)
    {
        await using var service = new FakeService(ServeAsync);
        using var client = Client(service);
        Set(kind);

        await client.ExecuteAsync(Calls.Get(), default);
        await client.ExecuteAsync(Calls.Get(), default);

        Assert.Equal(MisbehaviourKind.SurplusBytes, (await client.Misbehaviours.ReadAsync()).Kind);
        Assert.Equal(2, service.Connections);
    }

    [Fact]
    public async Task An_old_reply_is_the_first_one_again()
    {
        var number = 0;
        await using var service = new FakeService(async connection =>
        {
            while (await connection.ReadRequestAsync() is not null)
            {
                await connection.SendAsync($"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nkind: a\r\n\r\n{++number}");
            }
        });
        using var client = Client(service);
        Set(FaultKind.OldReply);

        var replies = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            replies.Add(Show(await client.ExecuteAsync(Calls.Get(), default)));
        }

        Assert.Equal(["200 1", "200 1", "200 3"], replies);
    }

    [Fact]
    public async Task A_service_that_dies_by_itself_is_no_injected_fault()
    {
        await using var service = new FakeService(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbo");
            connection.Close();
        });
        using var client = Client(service);
        Set(FaultKind.WrongStatus);

        Assert.Equal(Outcome.ServiceDied, (await client.ExecuteAsync(Calls.Get(), default)).Outcome);
    }

    [Fact]
    public async Task A_reply_that_ends_with_the_connection_can_be_altered()
    {
        await using var service = new FakeService(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.SendAsync("HTTP/1.1 200 OK\r\nkind: a\r\n\r\nbody");
            connection.Close();
        });
        using var client = Client(service);
        Set(FaultKind.WrongBody);

        Assert.Equal("200 bodx", Show(await client.ExecuteAsync(Calls.Get(), default)));
    }

    private static async Task ServeAsync(FakeServiceConnection connection)
    {
        while (await connection.ReadRequestAsync() is not null)
        {
            await connection.SendAsync(Ok);
        }
    }

    private static string Show(ServiceReply reply)
    {
        var parsed = reply.Parsed();
        var field = Calls.Text(parsed.Headers).Contains("injected", StringComparison.Ordinal) ? " fault" : "";
        return $"{parsed.Status} {Calls.Text(parsed.Body)}{field}";
    }

    private void Set(FaultKind kind, int? pause = null) => Assert.True(
        faults.TrySet(new InjectedFault { Kind = kind, Replica = Replica, Count = 1, Pause = pause }));

    private ServiceClient Client(FakeService service) => new(
        service.Endpoint, VolatileFields.None,
        new ServiceClientOptions { TakeFault = requests => faults.TakeForReply(Replica, requests) });
}
