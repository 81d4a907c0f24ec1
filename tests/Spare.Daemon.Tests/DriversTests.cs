using Spare.Configuration.Hosts;
using Spare.Replicas;
using Spare.Replicas.Agents;

namespace Spare.Daemon.Tests;

/// <summary>A driver whose machines are slow is waited for as many times longer.</summary>
public sealed class DriversTests
{
    private static readonly LibvirtDriverSettings Slow = new()
    {
        StateDirectory = "/var/lib/spare",
        Images = ["/var/lib/spare/images/bookworm"],
        StartDeadline = TimeSpan.FromMinutes(6),
        Slowdown = 6,
        Uri = "qemu:///system",
        Acceleration = MachineAcceleration.Emulation,
        Memory = 1 << 29,
        Processors = 1,
    };

    [Fact]
    public void What_would_keep_a_slow_host_busy_is_put_off_until_its_woken_replica_has_voted() =>
        Assert.Equal(6 * LocalReplicasOptions.UsualGrace, Drivers.GraceOf(Slow));

    [Fact]
    public void The_agent_of_a_slow_machine_has_more_time()
    {
        var (usual, slow) = (new AgentConnectionOptions(), Drivers.AgentOptionsOf(Slow));

        Assert.Equal((6 * usual.Connect, 6 * usual.Command, 6 * usual.WriteSet), (slow.Connect, slow.Command, slow.WriteSet));
    }
}
