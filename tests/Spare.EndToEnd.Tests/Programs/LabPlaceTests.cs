using System.Diagnostics;
using Spare.Lab.Networks;

namespace Spare.EndToEnd.Tests.Programs;

/// <summary>
/// <c>spare-lab run</c> where something else than an ordinary directory is in the place of the lab's: one sentence, and nothing
/// that the lab made is left.
/// </summary>
public sealed class LabPlaceTests : IAsyncLifetime
{
    private readonly LabName name = LabName.Fresh("place");

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (File.Exists(name.Directory))
        {
            File.Delete(name.Directory);
        }

        if (Directory.Exists(name.Directory))
        {
            Run("umount", "--lazy", name.Directory);
        }

        await Leftovers.RemoveAsync(name, CancellationToken.None);
        File.Delete($"/run/spare-labs/{name}");
    }

    [Fact]
    public async Task Where_something_is_mounted_the_lab_uses_it_and_leaves_it_empty()
    {
        Mount("size=400m");
        await File.WriteAllTextAsync(Path.Combine(name.Directory, "of-an-earlier-lab"), "");
        using var lab = StartLab();
        await lab.LineAsync("answers at");
        Assert.False(File.Exists(Path.Combine(name.Directory, "of-an-earlier-lab")));
        Assert.False(File.GetUnixFileMode(name.Directory).HasFlag(UnixFileMode.OtherWrite));

        lab.Signal("TERM");

        Assert.Equal(0, await lab.EndAsync());
        AssertNothingIsLeft();
    }

    [Theory]
    [InlineData("size=16k")]
    [InlineData("size=8m")]
    public async Task A_disk_that_is_too_small_is_one_sentence(string size)
    {
        Mount(size);

        await FailsAsync("The replicas of the lab need ", $" MiB in {name.Directory}, and ", "Make room there, then try again.");

        AssertNothingIsLeft();
    }

    [Fact]
    public async Task A_place_that_cannot_be_written_is_one_sentence()
    {
        Mount("ro");

        await FailsAsync("Read-only file system", "whether root may write to it");
    }

    [Fact]
    public async Task A_place_that_cannot_be_emptied_is_one_sentence()
    {
        Mount("size=1m");
        await File.WriteAllTextAsync(Path.Combine(name.Directory, "stays"), "");
        Run("mount", "-o", "remount,ro", name.Directory);

        await FailsAsync($"What a lab left in {name.Directory} cannot be removed: ", "or unmount what is mounted there, then try again.");
    }

    [Fact]
    public async Task A_file_in_the_place_of_the_directory_is_one_sentence_and_stays()
    {
        await File.WriteAllTextAsync(name.Directory, "of somebody");

        await FailsAsync(name.Directory, "See what is there");

        Assert.Equal("of somebody", await File.ReadAllTextAsync(name.Directory));
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }

    private void Mount(string options)
    {
        Directory.CreateDirectory(name.Directory);
        Run("mount", "-t", "tmpfs", "-o", options, "tmpfs", name.Directory);
    }

    private ProgramRun StartLab() => ProgramRun.Start(
        SourceTree.Program("spare-lab", "Spare.Lab"),
        "run", "--service", SourceTree.Register, "--name", name.Value, "--port", $"{FreePorts.Two()}");

    private async Task FailsAsync(params string[] said)
    {
        using var lab = StartLab();

        Assert.Equal(1, await lab.EndAsync());

        var mistake = Assert.Single(lab.Written.TrimEnd().Split('\n'), line => line.StartsWith("spare-lab: ", StringComparison.Ordinal));
        Assert.All(said, text => Assert.Contains(text, mistake, StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", lab.Written, StringComparison.Ordinal);
    }

    private void AssertNothingIsLeft()
    {
        Assert.Empty(Directory.EnumerateFileSystemEntries(name.Directory));
        Assert.Empty(ReplicaGroups.GroupsOf(name));
        Assert.False(File.Exists($"/run/spare-labs/{name}"));
        Assert.DoesNotContain(
            Directory.EnumerateFiles("/run/netns"), path => Path.GetFileName(path).StartsWith(name.Value, StringComparison.Ordinal));
    }
}
