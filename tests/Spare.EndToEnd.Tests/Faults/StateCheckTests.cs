using System.Diagnostics;
using Spare.Lab;
using Spare.Protocol.Admin;

namespace Spare.EndToEnd.Tests.Faults;

/// <summary>What a base is made of is compared with what the other replicas have.</summary>
[Collection(nameof(RegisterLab))]
public sealed class StateCheckTests(RegisterLab register)
{
    private LabHost One => register.Lab.Hosts[0];

    [Fact]
    public async Task A_passive_replica_that_somebody_changed_does_not_become_the_base_and_is_made_again()
    {
        await register.Lab.BecomesWholeAsync();
        await One.Admin.FlushAsync(CancellationToken.None);
        var known = (await register.EventsAsync(host: 0, since: 0)).Max(happened => happened.Number);
        var passive = (await One.Admin.StatusAsync(CancellationToken.None)).Replicas
            .Single(replica => replica.Role == ReplicaRole.Passive);
        await ChangeAsync(passive, "INSERT INTO public.counter VALUES ('nobody counted this', 1)");

        var many = Enumerable.Range(0, 10).Select(_ => new RegisterClients([One])).ToList();
        IReadOnlyList<OperatorEvent> events = [];
        do
        {
            await many[0].AllGetAnswersAsync();
            events = await register.EventsAsync(host: 0, known);
        }
        while (events.All(happened => happened.Kind != OperatorEventKind.StatesDiffer));

        var found = events.First(happened => happened.Kind == OperatorEventKind.StatesDiffer);
        Assert.DoesNotContain(
            events, happened => happened.Kind == OperatorEventKind.BaseMade && happened.Number < found.Number);
        Assert.DoesNotContain(events, happened => happened.Kind == OperatorEventKind.ReplicaConvicted);
        await Task.WhenAll(many.Select(some => some.StopAsync()));
        Assert.Equal(0, many.Sum(some => some.Refused));
        await Task.WhenAll(many.Select(some => some.DisposeAsync().AsTask()));
        await register.Lab.DatabasesAreEqualAsync();
    }

    /// <summary>Its server takes the statement when the replica is resumed, which a dump does.</summary>
    private async Task ChangeAsync(ReplicaStatus replica, string sql)
    {
        var machines = Directory.GetDirectories(One.Namespace.Directory, "machines", SearchOption.AllDirectories).First();
        var socket = Directory.EnumerateFileSystemEntries(
            Path.Combine(machines, replica.Machine!), ".s.PGSQL.5432", SearchOption.AllDirectories).Single();
        using var psql = Process.Start("/usr/bin/psql",
        [
            "--quiet", "--no-psqlrc", $"--host={Path.GetDirectoryName(socket)}", "--username=spare", "--dbname=register",
            $"--command={sql}",
        ]);
        while (!psql.HasExited)
        {
            await One.Admin.DumpDigestAsync($"{replica.Replica}", CancellationToken.None);
        }

        Assert.Equal(0, psql.ExitCode);
    }
}
