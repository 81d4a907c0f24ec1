using System.Net;
using System.Net.Sockets;
using Spare.Agent.Processes;
using Spare.Agent.Services;

namespace Spare.Agent.Tests;

public sealed class HealthProbeTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(50);

    private readonly TcpListener service = new(IPAddress.Loopback, 0);
    private readonly HealthProbe probe = new(Patience);

    public HealthProbeTests() => service.Start();

    [Fact]
    public async Task A_service_that_begins_anew_whenever_its_client_leaves_has_the_time_for_one_answer()
    {
        var healthy = probe.WaitAsync(PlanOf(TimeSpan.FromSeconds(30)), Never, CancellationToken.None);

        var clients = 0;
        var accepted = service.AcceptSocketAsync();
        for (; await Task.WhenAny(healthy, accepted) == accepted; accepted = service.AcceptSocketAsync())
        {
            clients++;
            _ = AnswerAsync(await accepted, after: 6 * Patience);
        }

        Assert.True(await healthy);
        Assert.True(clients > 1);
    }

    [Fact]
    public async Task A_service_that_never_answers_is_given_up_at_its_deadline()
    {
        Assert.False(await probe.WaitAsync(PlanOf(4 * Patience), Never, CancellationToken.None));
    }

    [Fact]
    public async Task Nobody_waits_for_an_answer_after_the_wait_was_given_up()
    {
        using var given = new CancellationTokenSource();
        var healthy = probe.WaitAsync(PlanOf(TimeSpan.FromHours(1)), Never, given.Token);
        using var asked = await service.AcceptSocketAsync();
        await given.CancelAsync();
        Assert.False(await healthy.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    public void Dispose()
    {
        probe.Dispose();
        service.Dispose();
    }

    private static Task Never { get; } = new TaskCompletionSource().Task;

    private InstancePlan PlanOf(TimeSpan deadline) => new(
        "write instance", new ChildCommand([]), new Uri($"http://{service.LocalEndpoint}/health"), deadline);

    /// <summary>Unless the client leaves before the answer is ready.</summary>
    private static async Task AnswerAsync(Socket client, TimeSpan after)
    {
        using (client)
        {
            var buffer = new byte[1024];
            await client.ReceiveAsync(buffer);
            using var ready = new CancellationTokenSource(after);
            try
            {
                await client.ReceiveAsync(buffer, ready.Token); // The client has no more to say but its end.
            }
            catch (OperationCanceledException)
            {
                await client.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"u8.ToArray());
            }
        }
    }
}
