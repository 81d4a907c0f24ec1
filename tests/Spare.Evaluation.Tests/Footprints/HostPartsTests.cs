using Spare.Evaluation.Footprints;

namespace Spare.Evaluation.Tests.Footprints;

public sealed class HostPartsTests
{
    private static readonly Dictionary<string, Part> Machines = new() { ["h1-r1"] = Part.Active, ["h1-r2"] = Part.Passive };

    [Fact]
    public void What_a_program_starts_belongs_to_its_part()
    {
        var parts = Find(
            Process(1, 0, "systemd"), Process(10, 1, "spared"), Process(11, 10, "cp"), Process(12, 11, "sh"),
            Process(20, 1, "corosync"), Process(30, 1, "corosync-qnetd"), Process(40, 1, "virtqemud"), Process(50, 1, "sshd"));

        Assert.Equal([10, 11, 12, 40], parts[Part.Manager]);
        Assert.Equal([20], parts[Part.Corosync]);
        Assert.Equal([30], parts[Part.Witness]);
        Assert.Equal(6, parts.Sum(part => part.Count()));
    }

    [Fact]
    public void A_replica_is_told_by_its_control_group_although_the_daemon_started_it()
    {
        var parts = Find(
            Process(10, 1, "spared"), Process(11, 10, "unshare", groups: ["spare-lab-h1-h1-r1"]),
            Process(12, 11, "spare-agent", groups: ["spare-lab-h1-h1-r1"]), Process(13, 12, "postgres"),
            Process(14, 10, "unshare", groups: ["system.slice", "spare-lab-h1-h1-r2"]), Process(15, 14, "spare-agent"));

        Assert.Equal([10], parts[Part.Manager]);
        Assert.Equal([11, 12, 13], parts[Part.Active]);
        Assert.Equal([14, 15], parts[Part.Passive]);
    }

    [Fact]
    public void A_virtual_machine_is_told_by_its_name_and_others_are_nobodys()
    {
        var parts = Find(
            Process(10, 1, "qemu-system-x86", "qemu-system-x86_64\0-name\0guest=spare-lab-h1-h1-r2,debug-threads=on\0"),
            Process(11, 1, "qemu-system-x86", "qemu-system-x86_64\0-name\0guest=mail,debug-threads=on\0"),
            Process(12, 1, "qemu-system-x86", "qemu-system-x86_64\0-nodefaults\0"));

        Assert.Equal([10], parts[Part.Passive]);
        Assert.Single(parts);
    }

    [Fact]
    public void An_agent_without_a_daemon_runs_the_service_alone()
    {
        var parts = Find(
            Process(10, 1, "spare-agent"), Process(11, 10, "rubis-service"),
            Process(20, 1, "dotnet", "dotnet\0/usr/lib/spare/spare-bench.dll\0forward\0--url\0"),
            Process(21, 1, "dotnet", "dotnet\0/usr/lib/spare/spare-bench.dll\0paper\0forward.yaml\0"));

        Assert.Equal([10, 11], parts[Part.Active]);
        Assert.Equal([20], parts[Part.Forwarder]);
        Assert.Equal(2, parts.Count);
    }

    [Fact]
    public void Another_host_on_the_same_machine_does_not_count()
    {
        var parts = Find(
            Process(1, 0, "systemd", isLocal: false), Process(10, 1, "spared"), Process(11, 10, "postgres", isLocal: false),
            Process(20, 1, "spared", isLocal: false), Process(21, 20, "postgres", isLocal: false));

        Assert.Equal([10, 11], parts[Part.Manager]);
        Assert.Single(parts);
    }

    [Fact]
    public void The_kernel_tells_of_this_very_process()
    {
        var own = Assert.Single(HostProcess.All(), process => process.Id == Environment.ProcessId);

        Assert.True(own.IsLocal);
        Assert.Contains(HostProcess.All(), process => process.Id == own.Parent);
        Assert.Contains("dotnet", own.Arguments, StringComparison.OrdinalIgnoreCase);
    }

    private static ILookup<Part, int> Find(params HostProcess[] processes) => HostParts.Of(processes, Machines);

    private static HostProcess Process(
        int id, int parent, string command, string arguments = "", string[]? groups = null, bool isLocal = true) =>
        new(id, parent, command, arguments, [.. groups ?? []], isLocal);
}
