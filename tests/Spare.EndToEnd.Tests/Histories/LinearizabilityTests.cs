using Spare.EndToEnd.Tests.Faults;
using Spare.Histories.Registers;
using Spare.Lab.Faults;

namespace Spare.EndToEnd.Tests.Histories;

/// <summary>
/// Whatever many clients see at both front ends could have come from one service that does one thing at a time, each
/// between the moment it was asked and the moment it was answered.
/// </summary>
[Collection(nameof(RegisterLab))]
public sealed class LinearizabilityTests(RegisterLab register)
{
    /// <summary>So many operations more, before a fault and after it.</summary>
    private const int More = 500;

    [Fact]
    public async Task Every_kind_of_answer_comes_when_nothing_is_wrong_and_none_is_open()
    {
        await register.Lab.BecomesWholeAsync();
        using var traffic = new RegisterTraffic(register.Lab, seed: 1);

        await traffic.RunAsync(More, CancellationToken.None);

        var registers = traffic.OfRegisters.History;
        IsLinearizable(traffic);
        Assert.All(registers.Operations, operation => Assert.NotNull(operation.Completion));
        Assert.All(traffic.OfCounters.History.Operations, operation => Assert.NotNull(operation.Completion));
        Assert.Equal(
            ["Absent", "Deleted", "Mismatch", "Present", "Written"],
            registers.Operations.Select(operation => operation.Completion!.Output.GetType().Name) // Asserted above.
                .Distinct().Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(ReplicaProcesses.WriteInstance)]
    [InlineData(ReplicaProcesses.Database)]
    public async Task They_are_while_a_part_of_an_active_replica_dies_and_is_replaced(string part)
    {
        await register.Lab.BecomesWholeAsync();
        using var traffic = new RegisterTraffic(register.Lab, seed: 1);
        using var stopping = new CancellationTokenSource();
        var running = traffic.RunAsync(int.MaxValue, stopping.Token);
        try
        {
            await RecordsAsync(traffic, More);
            var before = await register.Lab.Hosts[0].ActiveAsync();
            Assert.NotNull(before);
            register.Lab.Signal(before, part, ReplicaProcesses.Kill);
            await Eventually.HoldsAsync(async () =>
                await register.Lab.Hosts[0].ActiveAsync() is { } active && active.Replica != before.Replica);
            await RecordsAsync(traffic, More);
        }
        finally
        {
            await stopping.CancelAsync();
            await running;
        }

        IsLinearizable(traffic);
    }

    private static Task RecordsAsync(RegisterTraffic traffic, int more)
    {
        var before = traffic.Recorded;
        return Eventually.HoldsAsync(() => Task.FromResult(traffic.Recorded >= before + more));
    }

    private static void IsLinearizable(RegisterTraffic traffic) =>
        Assert.All(traffic.Judge(), verdict => Assert.Null(verdict.Fault));
}
