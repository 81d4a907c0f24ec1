using System.Collections.Concurrent;
using Spare.Histories.Recording;
using Spare.Lab;
using Spare.Linearizability.Registers;

namespace Spare.Histories.Registers;

/// <summary>
/// Clients that ask for a few registers and counters at all front ends, without a pause. What they ask follows from a seed
/// and from what they were answered.
/// </summary>
internal sealed class RegisterTraffic : ITraffic
{
    private const int Clients = 32;
    private const int Registers = 16;
    private const int Counters = 4;
    private static int runs;

    private readonly Client client = new();
    private readonly RegisterRequests requests;
    private readonly IReadOnlyList<Uri> sites;
    private readonly int seed;
    private readonly ConcurrentDictionary<string, long> versions = [];
    private readonly string prefix = $"run{Environment.ProcessId}.{Interlocked.Increment(ref runs)}-";

    public RegisterTraffic(RunningLab lab, int seed)
    {
        requests = new RegisterRequests(client);
        sites = [.. lab.Hosts.Select(host => host.Url)];
        this.seed = seed;
    }

    public Recorder<RegisterInput, RegisterOutput> OfRegisters { get; } = new();

    public Recorder<CounterInput, long> OfCounters { get; } = new();

    public int Recorded => OfRegisters.Recorded + OfCounters.Recorded;

    public Task PrepareAsync() => Task.CompletedTask;

    public Task RunAsync(int operations, CancellationToken stopping) =>
        Task.WhenAll(Enumerable.Range(0, Clients).Select(number => RunClientAsync(number, operations, stopping)));

    public IReadOnlyList<Verdict> Judge() =>
    [
        Verdict.Of(
            "registers", new RegisterModel(), OfRegisters.History,
            (input, output) => input is RegisterInput.Read || output is RegisterOutput.Mismatch),
        Verdict.Of("counters", new CounterModel(), OfCounters.History, (input, _) => input == CounterInput.Read),
    ];

    public void Dispose() => client.Dispose();

    private async Task RunClientAsync(int number, int operations, CancellationToken stopping)
    {
        var random = new Random((seed * Clients) + number);
        for (var i = 0; Recorded < operations && !stopping.IsCancellationRequested; i++)
        {
            var site = sites[random.Next(sites.Count)];
            if (random.Next(5) == 0)
            {
                await CountAsync(number, site, random);
            }
            else
            {
                await UseRegisterAsync(number, site, $"{number}-{i}", random);
            }
        }
    }

    private async Task CountAsync(int number, Uri site, Random random)
    {
        var key = $"{prefix}{random.Next(Counters)}";
        var input = random.Next(2) == 0 ? CounterInput.Read : CounterInput.Increment;
        await OfCounters.RecordAsync(number, key, input, () => requests.SendAsync(site, key, input));
    }

    private async Task UseRegisterAsync(int number, Uri site, string value, Random random)
    {
        var key = $"{prefix}{random.Next(Registers)}";
        RegisterInput input = random.Next(20) switch
        {
            < 10 => new RegisterInput.Read(),
            < 14 => new RegisterInput.Write(value),
            < 19 => new RegisterInput.CompareAndSet(versions.GetValueOrDefault(key), value),
            _ => new RegisterInput.Delete(),
        };
        var outcome = await OfRegisters.RecordAsync(number, key, input, () => requests.SendAsync(site, key, input));
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
