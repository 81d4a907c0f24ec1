using System.Collections.Concurrent;
using Spare.Lab;
using Spare.Linearizability.Registers;

namespace Spare.EndToEnd.Tests.Histories;

/// <summary>
/// Clients that ask for a few registers and counters at all front ends, without a pause, and record it. What they ask
/// follows from a seed and from what they were answered.
/// </summary>
internal sealed class RegisterTraffic : IDisposable
{
    public const int Clients = 32;

    private const int Registers = 16;
    private const int Counters = 4;
    private static int runs;

    private readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(30) };
    private readonly RegisterRequests requests;
    private readonly IReadOnlyList<Uri> sites;
    private readonly ConcurrentDictionary<string, long> versions = [];
    private readonly string prefix = $"run{Interlocked.Increment(ref runs)}-";

    public RegisterTraffic(RunningLab lab)
    {
        requests = new RegisterRequests(http);
        sites = [.. lab.Hosts.Select(host => host.Url)];
    }

    public Recorder<RegisterInput, RegisterOutput> OfRegisters { get; } = new();

    public Recorder<CounterInput, long> OfCounters { get; } = new();

    private int Answered => OfRegisters.Answered + OfCounters.Answered;

    /// <summary>Ends when every client has done its part, or at the end of its request in hand once it is stopped.</summary>
    public Task RunAsync(int operationsOfEach, CancellationToken stopping) =>
        Task.WhenAll(Enumerable.Range(0, Clients).Select(client => RunClientAsync(client, operationsOfEach, stopping)));

    /// <summary>Waits until so many more operations were answered.</summary>
    public Task AnswersAsync(int more)
    {
        var before = Answered;
        return Eventually.HoldsAsync(() => Task.FromResult(Answered >= before + more));
    }

    public void Dispose() => http.Dispose();

    private async Task RunClientAsync(int client, int operations, CancellationToken stopping)
    {
        var random = new Random(client);
        for (var i = 0; i < operations && !stopping.IsCancellationRequested; i++)
        {
            var site = sites[random.Next(sites.Count)];
            if (random.Next(5) == 0)
            {
                await CountAsync(client, site, random);
            }
            else
            {
                await UseRegisterAsync(client, site, $"{client}-{i}", random);
            }
        }
    }

    private async Task CountAsync(int client, Uri site, Random random)
    {
        var key = $"{prefix}{random.Next(Counters)}";
        var input = random.Next(2) == 0 ? CounterInput.Read : CounterInput.Increment;
        await OfCounters.RecordAsync(client, key, input, () => requests.SendAsync(site, key, input));
    }

    private async Task UseRegisterAsync(int client, Uri site, string value, Random random)
    {
        var key = $"{prefix}{random.Next(Registers)}";
        RegisterInput input = random.Next(20) switch
        {
            < 10 => new RegisterInput.Read(),
            < 14 => new RegisterInput.Write(value),
            < 19 => new RegisterInput.CompareAndSet(versions.GetValueOrDefault(key), value),
            _ => new RegisterInput.Delete(),
        };
        var outcome = await OfRegisters.RecordAsync(client, key, input, () => requests.SendAsync(site, key, input));
        if (outcome is ClientOutcome<RegisterOutput>.Answered { Output: var output })
        {
            versions[key] = output switch
            {
                RegisterOutput.Present present => present.Version,
                RegisterOutput.Written written => written.Version,
                RegisterOutput.Mismatch mismatch => mismatch.Version,
                _ => 0,
            };
        }
    }
}
