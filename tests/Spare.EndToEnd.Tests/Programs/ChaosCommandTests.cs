using Spare.Lab.Chaos;
using Spare.Lab.Faults;
using Spare.Lab.Networks;

namespace Spare.EndToEnd.Tests.Programs;

/// <summary><c>spare-lab chaos</c> as a person starts it.</summary>
public sealed class ChaosCommandTests : IAsyncLifetime
{
    private readonly LabName name = LabName.Fresh("chaos");

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => Leftovers.RemoveAsync(name, CancellationToken.None);

    [Fact]
    public async Task Random_faults_are_survived_one_after_the_other()
    {
        // The first seed that begins with a fault of each of these sorts.
        var seed = Enumerable.Range(1, int.MaxValue - 1).First(candidate =>
            ChaosFault.Draw(candidate, hosts: 2).Select(drawn => drawn.Fault).Take(3).ToArray()
                is [
                    ChaosFault.Away { Kind: FaultKinds.Partition }, ChaosFault.Injected,
                    ChaosFault.Away { Kind: FaultKinds.KillHost },
                ]);
        using var chaos = ProgramRun.Start(
            SourceTree.Program("spare-lab", "Spare.Lab"), "chaos", "--seed", $"{seed}", "--iterations", "3",
            "--name", name.Value);

        Assert.True(await chaos.EndAsync() == 0, chaos.Written);

        Assert.Contains($"Seed {seed}, iterations 1 to 3", chaos.Written, StringComparison.Ordinal);
        Assert.Equal(3, chaos.Written.Split("whole after").Length - 1);
        Assert.Matches("3 faults, [1-9][0-9]+ replies checked, none wrong, all databases equal", chaos.Written);
        Remains.AreNone(name);
    }
}
