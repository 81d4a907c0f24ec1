using Spare.Protocol;
using Spare.Replicas.Tests.Machines;
using Spare.Runtime.Ports;

namespace Spare.Replicas.Tests;

public sealed class MachineMemoryTests
{
    private static readonly VirtualMachineName One = new("one");

    private readonly SetTime time = new();

    [Fact]
    public async Task The_hypervisor_is_asked_again_only_when_the_answer_is_old()
    {
        await using var hypervisor = new FakeHypervisor(new UpdateNumber(1));
        var memory = new MachineMemory(hypervisor, time);
        await hypervisor.CreateAsync(new VirtualMachineDefinition(One, "image"), default);

        Assert.Equal([0L, 0L], [await memory.OfAsync(One, default), await memory.OfAsync(One, default)]);
        time.Now += MachineMemory.Age + TimeSpan.FromTicks(1);
        Assert.Equal(1L, await memory.OfAsync(One, default));
    }

    [Fact]
    public async Task A_machine_that_is_gone_has_none()
    {
        await using var hypervisor = new FakeHypervisor(new UpdateNumber(1));

        Assert.Null(await new MachineMemory(hypervisor, time).OfAsync(One, default));
    }

    /// <summary>Goes on when a test says so.</summary>
    private sealed class SetTime : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }
}
