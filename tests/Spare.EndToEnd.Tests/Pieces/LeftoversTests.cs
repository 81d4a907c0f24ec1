using System.Diagnostics;
using Spare.Lab;
using Spare.Lab.Networks;

namespace Spare.EndToEnd.Tests.Pieces;

public sealed class LeftoversTests
{
    private readonly LabName name = LabName.Fresh("left");

    [Fact]
    public async Task Processes_replicas_namespaces_and_files_of_a_killed_lab_are_removed()
    {
        var network = await LabNetwork.CreateAsync(name, 2, CancellationToken.None);
        using var daemon = Tool.Start(network.Hosts[0].RunIn("setsid", "sleep", "infinity"));
        using var replica = Tool.Start(new ProcessStartInfo("setsid", ["sleep", "infinity"]));
        var group = Freeze(replica, $"{name}-h1-r1");

        await Leftovers.RemoveAsync(name, CancellationToken.None);

        await Task.WhenAll(daemon.WaitForExitAsync(), replica.WaitForExitAsync());
        Assert.False(Directory.Exists(group));
        Assert.False(Directory.Exists(name.Directory));
        Assert.DoesNotContain(
            Directory.EnumerateFiles("/run/netns"), path => Path.GetFileName(path).StartsWith(name.Value, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Groups_that_libvirt_made_for_machines_are_removed_with_all_that_is_in_them()
    {
        await using var network = await LabNetwork.CreateAsync(name, 1, CancellationToken.None);
        if (ReplicaGroups.MakeForMachines(network.Hosts[0]) is not { } group)
        {
            return; // No control groups of version 1 here.
        }

        var inner = Directory.CreateDirectory(Path.Combine(group, "machine", "qemu-1-one", "vcpu0")).FullName;
        using var machine = Tool.Start(new ProcessStartInfo("setsid", ["sleep", "infinity"]));
        await File.WriteAllTextAsync(Path.Combine(inner, "cgroup.procs"), $"{machine.Id}");

        await Leftovers.RemoveAsync(name, CancellationToken.None);

        await machine.WaitForExitAsync();
        Assert.False(Directory.Exists(group));
    }

    [Fact]
    public async Task Two_who_remove_the_same_lab_do_not_hinder_each_other()
    {
        await LabNetwork.CreateAsync(name, 2, CancellationToken.None);
        foreach (var i in Enumerable.Range(0, 2_000))
        {
            await File.WriteAllTextAsync(Path.Combine(name.Directory, $"file-{i}"), "");
        }

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ =>
            Task.Run(() => Leftovers.RemoveAsync(name, CancellationToken.None))));

        Assert.False(Directory.Exists(name.Directory));
    }

    [Fact]
    public async Task Another_lab_of_a_longer_name_is_left_alone()
    {
        var longer = new LabName($"{name}-b");
        await using var network = await LabNetwork.CreateAsync(longer, 1, CancellationToken.None);
        using var replica = Tool.Start(new ProcessStartInfo("setsid", ["sleep", "infinity"]));
        var group = Freeze(replica, $"{longer}-h1-r1");
        try
        {
            await Leftovers.RemoveAsync(name, CancellationToken.None);

            Assert.False(replica.HasExited);
            Assert.True(Directory.Exists(network.Hosts[0].Directory));
            Assert.Single(ReplicaGroups.GroupsOf(longer));
        }
        finally
        {
            await ReplicaGroups.RemoveAsync(longer, CancellationToken.None);
        }

        Assert.False(Directory.Exists(group));
    }

    /// <summary>A paused replica is the hardest to end.</summary>
    private static string Freeze(Process process, string group)
    {
        var mount = ReplicaGroups.Mounts().First();
        var directory = Directory.CreateDirectory(Path.Combine(mount, group)).FullName;
        File.WriteAllText(Path.Combine(directory, "cgroup.procs"), $"{process.Id}");
        var (file, state) = File.Exists(Path.Combine(directory, "cgroup.freeze"))
            ? ("cgroup.freeze", "1")
            : ("freezer.state", "FROZEN");
        File.WriteAllText(Path.Combine(directory, file), state);
        return directory;
    }
}
