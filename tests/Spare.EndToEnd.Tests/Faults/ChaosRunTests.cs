using Spare.Lab;
using Spare.Lab.Chaos;
using Spare.Lab.Clients;
using Spare.Protocol.Admin.Faults;
using Spare.Protocol.Http;

namespace Spare.EndToEnd.Tests.Faults;

/// <summary>What ends a run of random faults.</summary>
[Collection(nameof(RegisterLab))]
public sealed class ChaosRunTests(RegisterLab register)
{
    private static readonly ChaosFault Harmless = new ChaosFault.Injected(FaultKind.SurplusBytes, RouteClass.Read, Count: 1);

    [Fact]
    public async Task A_wrong_reply_ends_it()
    {
        await register.Lab.BecomesWholeAsync();
        await using var clients = new CheckingClients(register.Lab, count: 2);
        var run = new ChaosRun(register.Lab, clients);
        await run.RunAsync(host: 1, Harmless, CancellationToken.None);

        // Behind the back of the client whose register it is.
        using var intruder = new HttpClient { BaseAddress = register.Lab.Hosts[0].Url };
        using var forged = new StringContent("forged");
        using var answer = await intruder.PutAsync(new Uri("/register/client0.1", UriKind.Relative), forged);

        var wrong = await Assert.ThrowsAsync<LabException>(() => run.RunAsync(host: 1, Harmless, CancellationToken.None));
        Assert.Contains("replies were wrong", wrong.Message, StringComparison.Ordinal);
        Assert.Contains("PUT client0.1 answered forged", wrong.Message, StringComparison.Ordinal);
    }
}
