using Spare.Lab;
using Spare.Lab.Machines;
using Spare.Lab.Networks;
using Spare.Lab.Running;
using Spare.Lab.Watching;

namespace Spare.Benchmarks.Masking;

/// <summary>A lab with the register.</summary>
internal sealed class RegisterTopology : RegisterSite
{
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Never = TimeSpan.FromHours(1);

    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("spare-bench-");
    private RunningLab? lab;

    private RegisterTopology()
    {
    }

    public RunningLab Lab => lab ?? throw new InvalidOperationException("not started");

    public override IReadOnlyList<IWatchedHost> Hosts => Lab.Hosts;

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

    public override Task LoseHostAsync(CancellationToken cancellation) => Lab.Hosts[^1].CrashAsync(cancellation);

    public override Task UntilAsync(Func<CancellationToken, Task<string?>> missing, CancellationToken cancellation) =>
        Lab.UntilAsync(missing, cancellation);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (lab is not null)
        {
            await lab.DisposeAsync();
        }

        directory.Delete(recursive: true);
    }

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
