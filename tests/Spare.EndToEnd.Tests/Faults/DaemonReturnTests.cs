using Spare.Protocol.Admin;

namespace Spare.EndToEnd.Tests.Faults;

/// <summary>What a daemon finds of the one before it.</summary>
public sealed class DaemonReturnTests : IAsyncLifetime
{
    private readonly RegisterLab register = new();

    public Task InitializeAsync() => register.InitializeAsync();

    public Task DisposeAsync() => register.DisposeAsync();

    [Fact]
    public async Task A_daemon_that_was_killed_finds_its_base_and_its_journal_and_makes_its_replicas_from_them()
    {
        var host = register.Lab.Hosts[0];
        await UntilBaseIsMadeAsync();
        var replicas = (await host.Admin.StatusAsync(CancellationToken.None)).Replicas.Select(replica => replica.Machine);
        var recorded = await File.ReadAllLinesAsync(Path.Combine(host.Namespace.Directory, "journal", "base"));
        var named = recorded.Single(line => line.StartsWith("machine ", StringComparison.Ordinal))["machine ".Length..];
        Assert.DoesNotContain(named, replicas);

        await host.KillDaemonAsync(CancellationToken.None);

        await Eventually.HoldsAsync(async () =>
            File.Exists(host.AdminSocket) && (await EventsAsync()).Any(happened =>
                happened.Text.Contains("was here before, with updates up to", StringComparison.Ordinal)));
        await Eventually.HoldsAsync(async () => (await host.Admin.StatusAsync(CancellationToken.None)).Replicas.Length == 2);
        var machines = Directory.GetDirectories(MachinesOf(host)).Select(Path.GetFileName).ToArray();
        Assert.Contains(named, machines);
        Assert.DoesNotContain(machines, replicas.Contains);
    }

    private async Task UntilBaseIsMadeAsync()
    {
        var clients = Enumerable.Range(0, 10).Select(_ => new RegisterClients(register)).ToList();
        try
        {
            for (var made = false; !made;)
            {
                await clients[0].AllGetAnswersAsync();
                made = (await register.EventsAsync(host: 0, since: 0))
                    .Any(happened => happened.Kind == OperatorEventKind.BaseMade);
            }
        }
        finally
        {
            await Task.WhenAll(clients.Select(some => some.DisposeAsync().AsTask()));
        }
    }

    private static string MachinesOf(Lab.LabHost host) =>
        Directory.GetDirectories(host.Namespace.Directory, "machines", SearchOption.AllDirectories).First();

    private async Task<IReadOnlyList<OperatorEvent>> EventsAsync()
    {
        try
        {
            return await register.EventsAsync(host: 0, since: 0);
        }
        catch (Commands.AdminException)
        {
            return []; // It does not listen yet.
        }
    }
}
