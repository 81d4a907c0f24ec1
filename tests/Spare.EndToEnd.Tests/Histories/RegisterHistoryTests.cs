using Spare.EndToEnd.Tests.Faults;
using Spare.Histories;

namespace Spare.EndToEnd.Tests.Histories;

[Collection(nameof(RegisterLab))]
public sealed class RegisterHistoryTests(RegisterLab register)
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public Task Registers_and_counters_of_two_hosts_are_linearizable_while_replicas_are_faulty(int seed) =>
        FaultyHistory.IsLinearizableAsync(register.Lab, HistoryService.Register, tolerated: 1, seed);
}
