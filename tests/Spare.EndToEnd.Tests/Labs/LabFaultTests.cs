using System.Globalization;
using Spare.Commands;
using Spare.EndToEnd.Tests.Programs;
using Spare.Lab;
using Spare.Lab.Networks;

namespace Spare.EndToEnd.Tests.Labs;

/// <summary><c>spare-lab fault</c> as a person uses it, on a lab of the register.</summary>
public sealed class LabFaultTests : IAsyncLifetime
{
    private const int StandardError = 2;
    private const int CloseOnExec = 0x80000;

    private static readonly CancellationToken None = CancellationToken.None;

    private readonly LabName name = LabName.Fresh("flt");
    private RunningLab? lab;

    private RunningLab Lab => lab ?? throw new InvalidOperationException("not started");

    public async Task InitializeAsync() => lab = await RunningLab.StartAsync(
        new LabOptions { Name = name, ServiceFile = SourceTree.Register }, progress: null, None);

    public async Task DisposeAsync()
    {
        await Lab.DisposeAsync();
        Assert.False(Directory.Exists(name.Directory));
        Assert.Empty(ReplicaGroups.GroupsOf(name));
    }

    [Fact]
    public async Task Managers_Corosync_and_hosts_that_are_killed_come_back_and_links_heal()
    {
        Assert.Empty(InheritableSockets(Lab.Hosts[0].DaemonProcessId));
        var killed = Lab.Hosts[0].DaemonProcessId;
        await DoesAsync($"Killed the daemon of host 1 (process {killed}).", "kill-manager", "1");
        await Eventually.HoldsAsync(async () =>
            Lab.Hosts[0].DaemonProcessId is { } process && process != killed
            && await Lab.Hosts[0].Admin.TryStatusAsync(None) is not null);

        await DoesAsync("Killed Corosync of host 2", "kill-corosync", "2");
        await Lab.UntilRingIsWholeAsync(None);

        await DoesAsync("Cut host 2 off", "partition", "2");
        await Eventually.HoldsAsync(async () => await Lab.QuorateHostsAsync(None) is [1]);
        await DoesAsync("Every host reaches", "heal");
        await Lab.UntilRingIsWholeAsync(None);

        await DoesAsync("Cut hosts 1 and 2 off", "partition", "h1", "--from", "h2");
        await Eventually.HoldsAsync(async () => await Lab.QuorateHostsAsync(None) is [_]);
        await DoesAsync("{\"done\":\"Every host reaches", "heal", "--output", "json");
        await Lab.UntilRingIsWholeAsync(None);

        var file = Path.Combine(Lab.Hosts[1].Files.JournalDirectory, "stays");
        await File.WriteAllTextAsync(file, "");
        await DoesAsync("Killed everything on host 2", "kill-host", "2");
        Assert.Null(Lab.Hosts[1].DaemonProcessId);
        Assert.DoesNotContain(
            ReplicaGroups.GroupsOf(name), group => group.Contains($"{name}-h2-", StringComparison.Ordinal));
        await Eventually.HoldsAsync(async () => await Lab.QuorateHostsAsync(None) is [1]);
        await RefusesAsync("Host 2 is down", ExitCode.Failed, "kill-host", "2");
        await DoesAsync(
            "Started Corosync and the daemon of host 2, on the directory that they had. It answers its clients 503 until its first "
            + "replica is made, 4 to 11 s; meanwhile clients go to the other host.",
            "start-host",
            "2");
        await Lab.UntilRingIsWholeAsync(None);
        Assert.NotNull(Lab.Hosts[1].DaemonProcessId);
        Assert.True(File.Exists(file));

        await RefusesAsync("There is no host 3", ExitCode.WrongUsage, "kill-manager", "3");
    }

    /// <summary>What programs that the daemon starts would have open as well: a port would stay taken when it is gone.</summary>
    private static IEnumerable<string> InheritableSockets(int? process) =>
        from file in Directory.EnumerateFiles($"/proc/{process}/fdinfo")
        where int.Parse(Path.GetFileName(file), CultureInfo.InvariantCulture) > StandardError
        let flags = File.ReadLines(file).First(line => line.StartsWith("flags:", StringComparison.Ordinal))
        where (Convert.ToInt32(flags["flags:".Length..].Trim(), 8) & CloseOnExec) == 0
        let target = new FileInfo($"/proc/{process}/fd/{Path.GetFileName(file)}").LinkTarget
        where target?.StartsWith("socket:", StringComparison.Ordinal) == true
        select $"{Path.GetFileName(file)} -> {target}";

    private async Task DoesAsync(string said, params string[] arguments)
    {
        var (code, written) = await FaultAsync(arguments);
        Assert.StartsWith(said, written, StringComparison.Ordinal);
        Assert.Equal(0, code);
    }

    private async Task RefusesAsync(string said, int exitCode, params string[] arguments)
    {
        var (code, written) = await FaultAsync(arguments);
        Assert.StartsWith($"spare-lab: {said}", written, StringComparison.Ordinal);
        Assert.Equal(exitCode, code);
    }

    private async Task<(int Code, string Written)> FaultAsync(string[] arguments)
    {
        using var run = ProgramRun.Start(
            SourceTree.Program("spare-lab", "Spare.Lab"), ["fault", .. arguments, "--lab", name.Value]);
        return (await run.EndAsync(), run.Written);
    }
}
