using Spare.EndToEnd.Tests.Faults;
using Spare.Histories;
using Spare.Lab.Networks;

namespace Spare.EndToEnd.Tests.Histories;

[Collection(nameof(RegisterLab))]
public sealed class RegisterHistoryTests(RegisterLab register)
{
    [Fact]
    public Task Registers_and_counters_of_two_hosts_are_linearizable_while_replicas_are_faulty() =>
        FaultyHistory.IsLinearizableAsync(register.Lab, HistoryService.Register, tolerated: 1, seed: 1);

    [Fact]
    public async Task So_are_those_of_three_hosts_while_two_replicas_are_faulty_at_a_time()
    {
        await using var three = await HistoryLab.StartAsync(
            HistoryService.Register, tolerated: 2, LabName.Fresh("hist"), CancellationToken.None);

        await FaultyHistory.IsLinearizableAsync(three.Lab, HistoryService.Register, tolerated: 2, seed: 2);
    }
}
