using Spare.EndToEnd.Tests.Faults;
using Spare.Lab.Faults;
using Spare.Linearizability.Registers;

namespace Spare.EndToEnd.Tests.Histories;

/// <summary>
/// Whatever many clients see at both front ends could have come from one service that does one thing at a time, each
/// between the moment it was asked and the moment it was answered.
/// </summary>
[Collection(nameof(RegisterLab))]
public sealed class LinearizabilityTests(RegisterLab register)
{
    private const int OperationsOfEach = 125;

    /// <summary>So many more, before a fault and after it.</summary>
    private const int Answers = 500;

    [Fact]
    public async Task Thousands_of_concurrent_operations_are_linearizable()
    {
        using var traffic = new RegisterTraffic(register.Lab);

        await traffic.RunAsync(OperationsOfEach, CancellationToken.None);

        var (registers, counters) = (traffic.OfRegisters.History, traffic.OfCounters.History);
        IsLinearizable(traffic);
        Assert.Equal(RegisterTraffic.Clients * OperationsOfEach, registers.Operations.Length + counters.Operations.Length);
        Assert.All(registers.Operations, operation => Assert.NotNull(operation.Completion));
        Assert.All(counters.Operations, operation => Assert.NotNull(operation.Completion));
        Assert.InRange(Judgement.Overlaps(registers), OperationsOfEach, int.MaxValue);
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
        using var traffic = new RegisterTraffic(register.Lab);
        using var stopping = new CancellationTokenSource();
        var running = traffic.RunAsync(int.MaxValue, stopping.Token);
        try
        {
            await traffic.AnswersAsync(Answers);
            var before = await register.Lab.Hosts[0].ActiveAsync();
            Assert.NotNull(before);
            register.Lab.Signal(before, part, ReplicaProcesses.Kill);
            await Eventually.HoldsAsync(async () =>
                await register.Lab.Hosts[0].ActiveAsync() is { } active && active.Replica != before.Replica);
            await traffic.AnswersAsync(Answers);
        }
        finally
        {
            await stopping.CancelAsync();
            await running;
        }

        IsLinearizable(traffic);
    }

    private static void IsLinearizable(RegisterTraffic traffic)
    {
        Judgement.IsLinearizable(new RegisterModel(), traffic.OfRegisters.History, "registers");
        Judgement.IsLinearizable(new CounterModel(), traffic.OfCounters.History, "counters");
    }
}
