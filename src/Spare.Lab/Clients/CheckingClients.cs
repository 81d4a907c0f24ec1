using System.Globalization;

namespace Spare.Lab.Clients;

/// <summary>Clients that check every reply, evenly spread over the hosts of a lab whose service is the register.</summary>
internal sealed class CheckingClients : IAsyncDisposable
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);

    private static readonly TimeSpan UsualThinking = TimeSpan.FromMilliseconds(20);

    /// <summary>Guests that QEMU computes leave time for others to start.</summary>
    private static readonly TimeSpan ThinkingAtMachines = TimeSpan.FromMilliseconds(500);

    private readonly List<CheckingClient> clients;
    private CancellationTokenSource stopping = new();
    private Task running = Task.CompletedTask;

    public CheckingClients(RunningLab lab, int count)
    {
        var thinking = lab.Hosts[0].LibvirtUri is null ? UsualThinking : ThinkingAtMachines;
        var sites = lab.Hosts.Select(host => host.Url).ToList();
        clients =
        [
            .. Enumerable.Range(0, count).Select(number => new CheckingClient(
                sites, number, string.Create(CultureInfo.InvariantCulture, $"client{number}"), Tally) { Thinking = thinking }),
        ];
    }

    public ClientTally Tally { get; } = new();

    public void Start()
    {
        stopping.Dispose();
        stopping = new CancellationTokenSource();
        running = Task.WhenAll(clients.Select(client => client.RunAsync(stopping.Token)));
    }

    /// <summary>Each at its own host; while they are stopped.</summary>
    public void GoHome() => clients.ForEach(client => client.GoHome());

    /// <summary>Returns when every request in hand is answered. They can be started again, and know what they knew.</summary>
    public async Task StopAsync()
    {
        await stopping.CancelAsync();
        await running;
    }

    /// <summary>Waits until every client had a write answered and read it back, from now on.</summary>
    public async Task AllGetAnswersAsync(CancellationToken cancellation)
    {
        // One round may have begun before.
        var wanted = clients.Select(client => client.Rounds + 2).ToList();
        while (!clients.Zip(wanted).All(pair => pair.First.Rounds >= pair.Second || Tally.GivenUp > 0))
        {
            await Task.Delay(PollInterval, cancellation);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        clients.ForEach(client => client.Dispose());
        stopping.Dispose();
    }
}
