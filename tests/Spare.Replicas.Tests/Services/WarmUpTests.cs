using System.Net;
using Spare.Protocol;
using Spare.Protocol.Http;
using Spare.Protocol.Messages;
using Spare.Replicas.Services;
using Spare.Replication.Execution;

namespace Spare.Replicas.Tests.Services;

/// <summary>The first write finds a connection on which the service has answered already.</summary>
public sealed class WarmUpTests
{
    [Fact]
    public async Task The_first_write_comes_on_the_connection_that_asked_for_the_health()
    {
        await using var service = new FakeService(AnswerAllAsync);
        using var instances = Of(service, "/health");

        await instances.WarmUpAsync(CancellationToken.None);
        var reply = await WriteAsync(instances);

        Assert.Equal(Outcome.Replied, reply.Outcome);
        Assert.Equal(1, service.Connections);
        Assert.Equal(["GET /health HTTP/1.1", "GET / HTTP/1.1"], service.Requests.Select(request => request.Split("\r\n")[0]));
    }

    [Fact]
    public async Task Nothing_is_asked_without_a_path()
    {
        await using var service = new FakeService(AnswerAllAsync);
        using var instances = Of(service, health: null);

        await instances.WarmUpAsync(CancellationToken.None);

        Assert.Empty(service.Requests);
    }

    [Fact]
    public async Task A_service_that_closes_instead_of_answering_gets_the_write_on_a_new_connection()
    {
        await using var service = new FakeService(async connection =>
        {
            if (connection.Number == 0)
            {
                connection.Close();
                return;
            }

            await AnswerAllAsync(connection);
        });
        using var instances = Of(service, "/health");

        await instances.WarmUpAsync(CancellationToken.None);

        Assert.Equal(Outcome.Replied, (await WriteAsync(instances)).Outcome);
    }

    [Fact]
    public async Task A_service_that_is_silent_holds_nobody_up_for_long_and_gets_the_write_on_a_new_connection_without_blame()
    {
        await using var service = new FakeService(async connection =>
        {
            if (connection.Number == 0)
            {
                await connection.ReadRequestAsync();
                await connection.WaitForCloseAsync();
                return;
            }

            await AnswerAllAsync(connection);
        });
        var misbehaviours = new List<ServiceMisbehaviour>();
        Task watching;
        using (var instances = Of(service, "/health"))
        {
            watching = instances.WatchAsync(misbehaviours.Add);

            await instances.WarmUpAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(30));

            Assert.Equal(Outcome.Replied, (await WriteAsync(instances)).Outcome);
            Assert.Equal(2, service.Connections);
        }

        await watching;
        Assert.Empty(misbehaviours);
    }

    [Fact]
    public async Task A_machine_that_stands_by_keeps_its_connection_for_the_first_write_after_it()
    {
        await using var service = new FakeService(AnswerAllAsync);
        using var instances = Of(service, "/health");

        await instances.StandByAsync(CancellationToken.None);
        using var other = new ServiceClient(service.Endpoint, VolatileFields.None, new ServiceClientOptions());
        await other.ExecuteAsync(Calls.Get(), CancellationToken.None);
        await Until.TrueAsync(() => other.IdleQuiet == 0); // Which grew old meanwhile.
        await instances.StandByAsync(CancellationToken.None);
        await instances.WarmUpAsync(CancellationToken.None);

        Assert.Equal(Outcome.Replied, (await WriteAsync(instances)).Outcome);
        Assert.Equal(2, service.Connections);
        Assert.Equal(
            ["GET /health HTTP/1.1", "GET / HTTP/1.1", "GET /health HTTP/1.1", "GET / HTTP/1.1"],
            service.Requests.Select(request => request.Split("\r\n")[0]));
    }

    [Fact]
    public async Task A_connection_that_the_service_closes_while_its_machine_stands_by_is_replaced_without_blame()
    {
        await using var service = new FakeService(async connection =>
        {
            if (connection.Number > 0)
            {
                await AnswerAllAsync(connection);
                return;
            }

            await connection.ReadRequestAsync();
            await connection.SendAsync("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
            await connection.ReadRequestAsync(); // The next health check meets a connection that closes under it.
            connection.Close();
        });
        var misbehaviours = new List<ServiceMisbehaviour>();
        Task watching;
        using (var instances = Of(service, "/health"))
        {
            watching = instances.WatchAsync(misbehaviours.Add);
            await instances.StandByAsync(CancellationToken.None);

            await instances.WarmUpAsync(CancellationToken.None);

            Assert.Equal(Outcome.Replied, (await WriteAsync(instances)).Outcome);
            Assert.Equal(2, service.Connections);
        }

        await watching;
        Assert.Empty(misbehaviours);
    }

    private static ServiceInstances Of(FakeService service, string? health) => new(
        IPAddress.Loopback,
        new ServiceEndpoints(service.Endpoint.Port, [], VolatileFields.None) { Health = health },
        takeFault: null);

    private static async Task AnswerAllAsync(FakeServiceConnection connection)
    {
        while (await connection.ReadRequestAsync() is not null)
        {
            await connection.SendAsync("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
        }
    }

    private static async Task<ServiceReply> WriteAsync(ServiceInstances instances)
    {
        var call = Calls.Get();
        var request = new OrderedRequest(
            new SequenceNumber(1), new RequestId(new HostId(1), new Incarnation(1), 1), default, RouteClass.Write,
            Calls.Time, new Seed(1, 2), call.Request.Bytes);
        return await instances.WriteAsync(request, call.Route, call.Deadline, keep: true, CancellationToken.None);
    }
}
