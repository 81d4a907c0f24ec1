using Spare.Lab;
using Spare.Lab.Networks;
using Spare.Protocol;
using Spare.Protocol.Admin;

namespace Spare.EndToEnd.Tests.Faults;

/// <summary>One lab with the register, for the tests that break replicas; each leaves it whole again.</summary>
public sealed class RegisterLab : IAsyncLifetime
{
    private static readonly string[] Deadlines = ["deadline: 5s", "deadline: 2s"];

    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("spare-register-");
    private RunningLab? lab;

    public FaultThreshold Faults { get; init; } = new(1);

    public RunningLab Lab => lab ?? throw new InvalidOperationException("not started");

    public async Task InitializeAsync() => lab = await RunningLab.StartAsync(
        new LabOptions
        {
            Name = LabName.Fresh("fault"),
            ServiceFile = WriteServiceFile(),
            UpdateEvery = Faults.HasPassiveReplicas ? 20 : null,
            AwakeMaximum = Faults.HasPassiveReplicas ? TimeSpan.FromSeconds(4) : null, // Each test begins when the lab is whole.
            SilenceMaximum = TimeSpan.FromSeconds(3),
            Faults = Faults,
        },
        progress: null,
        CancellationToken.None);

    public async Task DisposeAsync()
    {
        if (lab is not null)
        {
            await lab.DisposeAsync();
        }

        directory.Delete(recursive: true);
    }

    /// <summary>What a host told its operators after an event.</summary>
    public async Task<IReadOnlyList<OperatorEvent>> EventsAsync(int host, ulong since) =>
        await Lab.Hosts[host].Admin.EventsAsync(since, CancellationToken.None);

    private string WriteServiceFile()
    {
        var text = File.ReadAllText(SourceTree.Register)
            .Replace("${service.directory}", Path.GetDirectoryName(SourceTree.Register), StringComparison.Ordinal)
            .Replace(Deadlines[0], Deadlines[1], StringComparison.Ordinal);
        var path = Path.Combine(directory.FullName, "register.yaml");
        File.WriteAllText(path, text);
        return path;
    }

    [CollectionDefinition(nameof(RegisterLab))]
    public sealed class Collection : ICollectionFixture<RegisterLab>;
}
