using System.Globalization;
using Spare.Lab;
using Spare.Lab.Faults;
using Spare.Lab.Machines;
using Spare.Lab.Networks;
using Spare.Lab.Running;
using Spare.Lab.Watching;
using Spare.Protocol;
using Spare.Protocol.Admin;
using Spare.Protocol.Admin.Faults;

namespace Spare.Benchmarks.Masking;

/// <summary>
/// A lab with the register. Its passive replicas get updates only when there are <see cref="UpdateEvery"/> of them or when
/// somebody asks, so that a measurement decides how many are in the buffer.
/// </summary>
internal sealed class RegisterTopology : IAsyncDisposable
{
    public const int UpdateEvery = 200;

    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(1);

    private const int WritersMaximum = 16;
    private const int WarmUpPerSecond = 100;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(25);
    private static readonly TimeSpan Never = TimeSpan.FromHours(1);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("spare-bench-");
    private long writes;
    private RunningLab? lab;

    private RegisterTopology()
    {
    }

    public RunningLab Lab => lab ?? throw new InvalidOperationException("not started");

    public IReadOnlyList<LabHost> Hosts => Lab.Hosts;

    public HttpClient Http { get; } = new() { Timeout = Patience };

    /// <param name="driver">What replicas are; virtual machines have the register's own deadlines.</param>
    public static async Task<RegisterTopology> StartAsync(HypervisorDriver driver, CancellationToken cancellation)
    {
        var topology = new RegisterTopology();
        try
        {
            topology.lab = await RunningLab.StartAsync(
                new LabOptions
                {
                    Name = LabName.Fresh("bench"),
                    Driver = driver,
                    ServiceFile = driver == HypervisorDriver.Libvirt
                        ? DefaultService.FindRegister() : topology.WriteServiceFile(),
                    UpdateEvery = UpdateEvery,
                    UpdateAfter = Never,
                },
                new Progress<LabStep>(step => Console.Error.WriteLine($"  {step.Text}")),
                cancellation);
            return topology;
        }
        catch
        {
            await topology.DisposeAsync();
            throw;
        }
    }

    /// <summary>Has everything compiled that compiles while it runs: none of that is what is to be measured.</summary>
    public async Task WarmUpAsync(CancellationToken cancellation)
    {
        Console.Error.WriteLine($"Warming up for {WarmUp.TotalSeconds:F0} s:");
        var load = new PacedLoad(Http, Hosts, WarmUpPerSecond);
        await load.PrepareAsync(cancellation);
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        stopping.CancelAfter(WarmUp);
        await load.RunAsync(stopping.Token);
        cancellation.ThrowIfCancellationRequested();
    }

    /// <summary>Waits until every host has one active replica, one passive one, and none that is still awake after a fault.</summary>
    public Task UntilWholeAsync(CancellationToken cancellation) => Lab.UntilAsync(
        async limit =>
        {
            await WokenReplicas.CrashAsync(Lab, limit);
            return await Layout.MissingAsync(Lab, limit);
        },
        cancellation);

    /// <summary>Leaves exactly so many updates in the buffer of every host.</summary>
    public async Task FillAsync(int updates, CancellationToken cancellation)
    {
        while (!await HasBufferedAsync(updates, cancellation))
        {
            await Task.WhenAll(Hosts.Select(host => host.Admin.FlushAsync(cancellation)));
            var options = new ParallelOptions { MaxDegreeOfParallelism = WritersMaximum, CancellationToken = cancellation };
            await Parallel.ForAsync(0, updates, options, async (i, limit) => await WriteAsync(Hosts[i % Hosts.Count], limit));
            await Lab.UntilAsync(UndecidedAsync, cancellation);
        }
    }

    /// <summary>Writes a register, and throws when that fails.</summary>
    public async Task WriteAsync(LabHost host, CancellationToken cancellation)
    {
        var number = Interlocked.Increment(ref writes).ToString(CultureInfo.InvariantCulture);
        using var value = new StringContent(number);
        using var reply = await Http.PutAsync(new Uri(host.Url, "/register/measured"), value, cancellation);
        if (!reply.IsSuccessStatusCode)
        {
            throw new BenchmarkException(
                $"A write failed: {(int)reply.StatusCode} {await reply.Content.ReadAsStringAsync(cancellation)}");
        }
    }

    /// <summary>Has the host's active replica be faulty.</summary>
    public static async Task<ReplicaId> InjectAsync(LabHost host, InjectedFault fault, CancellationToken cancellation)
    {
        var active = (await host.Admin.StatusAsync(cancellation)).Replicas.First(replica => replica.Role == ReplicaRole.Active);
        await host.Admin.InjectAsync(fault with { Replica = active.Replica }, cancellation);
        return active.Replica;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (lab is not null)
        {
            await lab.DisposeAsync();
        }

        directory.Delete(recursive: true);
    }

    private async Task<bool> HasBufferedAsync(int updates, CancellationToken cancellation) =>
        (await Lab.StatusAsync(cancellation)).All(host => host.Order.Buffered == updates);

    private async Task<string?> UndecidedAsync(CancellationToken cancellation) =>
        (await Lab.StatusAsync(cancellation)).Any(host => host.Order.Decided < host.Order.Delivered)
            ? "not every write is decided" : null;

    private string WriteServiceFile()
    {
        var register = DefaultService.FindRegister();
        var text = File.ReadAllText(register)
            .Replace("${service.directory}", Path.GetDirectoryName(register), StringComparison.Ordinal)
            .Replace("deadline: 5s", $"deadline: {Deadline.TotalSeconds:0}s", StringComparison.Ordinal);
        var path = Path.Combine(directory.FullName, "register.yaml");
        File.WriteAllText(path, text);
        return path;
    }
}
