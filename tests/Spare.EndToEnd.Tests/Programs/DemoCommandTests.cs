using System.Diagnostics;
using Spare.Lab.Networks;

namespace Spare.EndToEnd.Tests.Programs;

/// <summary><c>spare-lab demo</c> as a person starts it.</summary>
public sealed class DemoCommandTests : IAsyncLifetime
{
    private readonly LabName name = LabName.Fresh("demo");
    private readonly DirectoryInfo temporary = Directory.CreateTempSubdirectory("spare-demo-");

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await Leftovers.RemoveAsync(name, CancellationToken.None);
        temporary.Delete(recursive: true);
    }

    [Fact]
    public async Task Every_step_of_the_tour_is_masked_and_nothing_is_left()
    {
        using var demo = StartDemo();

        Assert.True(await demo.EndAsync() == 0, demo.Written);

        string[] titles =
        [
            "1. A wrong reply is masked", "2. A silent replica is masked", "3. A host is lost", "4. The host comes back",
            "5. A round of recovery",
        ];
        Assert.All(titles, title => Assert.Contains(title, demo.Written, StringComparison.Ordinal));
        Assert.Equal(titles.Length, demo.Written.Split("The slowest client waited").Length - 1);
        Assert.Contains("ReplicaConvicted: h1-r1 answered", demo.Written, StringComparison.Ordinal);
        Assert.Contains("The databases of all 4 replicas are equal.", demo.Written, StringComparison.Ordinal);
        Assert.Matches("[1-9][0-9]+ replies were checked: 0 failed, 0 were wrong", demo.Written);
        AssertNothingIsLeft();
    }

    [Fact]
    public async Task A_tour_that_is_interrupted_leaves_nothing()
    {
        using var demo = StartDemo();
        await demo.LineAsync("FaultInjected");

        demo.Signal("INT");

        Assert.Equal(0, await demo.EndAsync());
        AssertNothingIsLeft();
    }

    private ProgramRun StartDemo() => ProgramRun.Start(new ProcessStartInfo(
        SourceTree.Program("spare-lab", "Spare.Lab"), ["demo", "--clients", "4", "--name", name.Value])
    {
        Environment = { ["TMPDIR"] = temporary.FullName },
    });

    private void AssertNothingIsLeft()
    {
        Remains.AreNone(name);
        Assert.Empty(temporary.EnumerateFileSystemInfos());
    }
}
