using System.Net;
using System.Net.Sockets;
using Spare.Agent.Processes;
using Spare.Agent.Services;

namespace Spare.Agent.Tests;

/// <summary>An instance that does not answer the request to drop its caches is not waited for without a bound.</summary>
public sealed class WakingRequestTests
{
    [Fact]
    public async Task An_instance_that_takes_the_request_and_is_silent_is_named_when_the_time_is_over()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var health = new Uri($"http://{silent.LocalEndpoint}/health");
        var plan = new InstancePlan("write instance", new ChildCommand([]), health, TimeSpan.FromSeconds(1));

        var failure = await WakingRequest.PostAsync([plan], "/forget", TimeSpan.FromMilliseconds(50), CancellationToken.None);

        Assert.Equal($"the write instance did not answer POST {new Uri(health, "/forget")} within 0.05 s", failure);
    }
}
