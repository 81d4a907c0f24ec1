using Spare.Lab;

namespace Spare.EndToEnd.Tests.Faults;

/// <summary>Some clients at each host, writing and reading while something breaks.</summary>
internal sealed class RegisterClients : IAsyncDisposable
{
    private const int ClientsPerHost = 2;
    private static int keys;

    private readonly CancellationTokenSource stopping = new();
    private readonly List<RegisterClient> clients;
    private readonly Task running;

    public RegisterClients(RegisterLab register)
        : this(register.Lab.Hosts)
    {
    }

    /// <param name="mayBeCut">The hosts may lose their power.</param>
    public RegisterClients(IEnumerable<LabHost> hosts, bool mayBeCut = false)
    {
        clients =
        [
            .. hosts.SelectMany(host => Enumerable.Range(0, ClientsPerHost)
                .Select(_ => new RegisterClient(host.Url, $"key{Interlocked.Increment(ref keys)}", mayBeCut))),
        ];
        running = Task.WhenAll(clients.Select(client => client.RunAsync(stopping.Token)));
    }

    public int Acknowledged => clients.Sum(client => client.Acknowledged);

    public int Refused => clients.Sum(client => client.Refused);

    /// <summary>Waits until every client got more writes acknowledged and read them back.</summary>
    public async Task AllGetAnswersAsync()
    {
        const int More = 3;
        var before = clients.Select(client => (client.Acknowledged, client.Read)).ToList();
        await HoldsAsync(() => clients.Zip(before).All(pair =>
            pair.First.Acknowledged >= pair.Second.Acknowledged + More && pair.First.Read >= pair.Second.Read + More));
    }

    public Task SomeoneIsRefusedAsync()
    {
        var before = Refused;
        return HoldsAsync(() => Refused > before);
    }

    /// <summary>Ends when all requests are answered; throws what a client found to be wrong.</summary>
    public async Task StopAsync()
    {
        await stopping.CancelAsync();
        await running;
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        clients.ForEach(client => client.Dispose());
        stopping.Dispose();
    }

    private Task HoldsAsync(Func<bool> condition) => Eventually.HoldsAsync(async () =>
    {
        if (running.IsFaulted)
        {
            await running;
        }

        return condition();
    });
}
