using Spare.Lab;
using Spare.Protocol;
using Spare.Protocol.Admin;

namespace Spare.EndToEnd.Tests.Faults;

/// <summary>A host is gone while clients write: the others wake passive replicas in its stead, and no request fails.</summary>
public sealed class HostLossTests
{
    [Fact]
    public async Task When_one_of_three_hosts_crashes_the_others_go_on_and_have_one_replica_more()
    {
        await using var lab = await StartAsync(faults: 2);
        LabHost[] survivors = [lab.Lab.Hosts[0], lab.Lab.Hosts[1]];
        await using var clients = new RegisterClients(survivors);
        await clients.AllGetAnswersAsync();

        await lab.Lab.Hosts[2].CrashAsync(CancellationToken.None);

        await clients.AllGetAnswersAsync();
        await Eventually.HoldsAsync(async () => (await Task.WhenAll(survivors.Select(StatusAsync)))
            .Sum(host => host.Replicas.Count(replica => replica.Role != ReplicaRole.Passive)) == 3);
        await clients.StopAsync();
        Assert.Equal(0, clients.Refused);
    }

    [Fact]
    public async Task A_host_that_is_cut_off_answers_nothing_and_says_why_while_the_other_goes_on()
    {
        await using var lab = await StartAsync(faults: 1);
        var cut = lab.Lab.Hosts[1];
        await using (var clients = new RegisterClients([cut]))
        {
            await clients.AllGetAnswersAsync();
            await clients.StopAsync();
        }

        await using var others = new RegisterClients([lab.Lab.Hosts[0]]);
        await others.AllGetAnswersAsync();
        await cut.CutAsync(CancellationToken.None);

        await Eventually.HoldsAsync(async () =>
            (await StatusAsync(cut)).Reason?.Contains("quorum", StringComparison.Ordinal) == true);
        await using (var refused = new RegisterClients([cut]))
        {
            await refused.SomeoneIsRefusedAsync();
            await refused.StopAsync();
            Assert.Equal(0, refused.Acknowledged);
        }

        await EndsWholeAsync(lab.Lab.Hosts[0], others, ReplicaRole.Active, ReplicaRole.Helper, ReplicaRole.Passive);
    }

    private static async Task<OwnLab> StartAsync(int faults)
    {
        var register = new RegisterLab { Faults = new FaultThreshold(faults) };
        await register.InitializeAsync();
        return new OwnLab(register);
    }

    private static Task<HostStatus> StatusAsync(LabHost host) => host.Admin.StatusAsync(CancellationToken.None);

    private static async Task EndsWholeAsync(LabHost host, RegisterClients clients, params ReplicaRole[] roles)
    {
        await Eventually.HoldsAsync(async () =>
            (await StatusAsync(host)).Replicas.Select(replica => replica.Role).Order().SequenceEqual(roles.Order()));
        await clients.AllGetAnswersAsync();
        await clients.StopAsync();
        Assert.Equal(0, clients.Refused);
        await host.Admin.FlushAsync(CancellationToken.None);
        var dumps = new List<Digest>();
        foreach (var replica in (await StatusAsync(host)).Replicas)
        {
            dumps.Add((await host.Admin.DumpDigestAsync($"{replica.Replica}", CancellationToken.None)).Digest);
        }

        Assert.Equal(roles.Length, dumps.Count);
        Assert.Single(dumps.Distinct());
    }

    private sealed class OwnLab(RegisterLab register) : IAsyncDisposable
    {
        public RunningLab Lab => register.Lab;

        public async ValueTask DisposeAsync() => await register.DisposeAsync();
    }
}
