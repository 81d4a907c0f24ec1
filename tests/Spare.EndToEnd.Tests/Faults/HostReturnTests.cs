using Spare.Lab;
using Spare.Protocol;
using Spare.Protocol.Admin;

namespace Spare.EndToEnd.Tests.Faults;

/// <summary>A host that was away comes back while clients write: no request fails, and all replicas end in one state.</summary>
public sealed class HostReturnTests(RegisterLab register) : IClassFixture<RegisterLab>
{
    [Fact]
    public async Task A_host_comes_back_whatever_took_it_away()
    {
        var lab = await WholeLab.OfAsync(register);
        await using var clients = new RegisterClients([lab.One]);
        await clients.AllGetAnswersAsync();

        await lab.Two.KillDaemonAsync(CancellationToken.None);
        await lab.UntilEpochsLaterAsync(2);
        await lab.IsWholeAsync();

        await lab.Two.CutAsync(CancellationToken.None);
        await clients.AllGetAnswersAsync();
        await lab.Two.ReconnectAsync(CancellationToken.None);
        await lab.UntilEpochsLaterAsync(4);
        await lab.IsWholeAsync();

        await lab.Two.CrashAsync(CancellationToken.None);
        await Damage(lab.Two);
        await lab.Two.StartAsync(CancellationToken.None);
        await lab.UntilEpochsLaterAsync(6);
        await lab.IsWholeAsync();

        await lab.EndsEqualAsync(clients);
    }

    [Fact]
    public async Task A_base_is_kept_when_a_daemon_ends_and_fetched_from_the_other_host_when_it_is_damaged()
    {
        var lab = await WholeLab.OfAsync(register);
        await using var clients = new RegisterClients([lab.One]);
        await lab.UntilBaseIsMadeAsync();
        var file = Path.Combine(lab.Two.Namespace.Directory, "journal", "base");
        var named = (await File.ReadAllLinesAsync(file)).Single(line => line.StartsWith("machine ", StringComparison.Ordinal));

        await lab.Two.KillDaemonAsync(CancellationToken.None);
        await lab.UntilEpochsLaterAsync(2);
        await lab.IsWholeAsync();
        Assert.Contains(named["machine ".Length..], MachinesOf(lab.Two));

        await lab.Two.CrashAsync(CancellationToken.None);
        await File.WriteAllTextAsync(file, "torn");
        await lab.Two.StartAsync(CancellationToken.None);
        await lab.UntilEpochsLaterAsync(4);
        await lab.IsWholeAsync();

        await lab.EndsEqualAsync(clients);
        Assert.StartsWith("spare-base", await File.ReadAllTextAsync(file), StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_a_loss_of_power_of_all_hosts_everything_is_there_that_was_acknowledged()
    {
        var lab = await WholeLab.OfAsync(register);
        await using var clients = new RegisterClients(lab.Hosts, mayBeCut: true);
        await clients.AllGetAnswersAsync();

        await Task.WhenAll(lab.Hosts.Select(host => host.CrashAsync(CancellationToken.None)));
        await lab.Two.StartAsync(CancellationToken.None);
        await Eventually.HoldsAsync(async () => (await ReasonAsync(lab.Two)).Contains("h1 missing", StringComparison.Ordinal));
        await lab.One.StartAsync(CancellationToken.None);

        await clients.AllGetAnswersAsync();
        await clients.StopAsync();
        await lab.AllReplicasAreEqualAsync();
    }

    [Fact]
    public async Task A_journal_that_is_damaged_when_all_lost_power_is_repaired_from_a_host_that_lacks_nothing()
    {
        var lab = await WholeLab.OfAsync(register);
        await using (var before = new RegisterClients(lab.Hosts))
        {
            await before.AllGetAnswersAsync();
            await before.StopAsync();
        }

        await lab.AllReplicasAreEqualAsync();
        await Task.WhenAll(lab.Hosts.Select(host => host.CrashAsync(CancellationToken.None)));
        await Damage(lab.Two);
        await Task.WhenAll(lab.Hosts.Select(host => host.StartAsync(CancellationToken.None)));

        await using var clients = new RegisterClients(lab.Hosts, mayBeCut: true);
        await clients.AllGetAnswersAsync();
        await clients.StopAsync();
        await lab.AllReplicasAreEqualAsync();
    }

    private static async Task<string> ReasonAsync(LabHost host)
    {
        try
        {
            return (await host.Admin.StatusAsync(CancellationToken.None)).Reason ?? "";
        }
        catch (Commands.AdminException)
        {
            return ""; // It does not listen yet.
        }
    }

    private static IEnumerable<string?> MachinesOf(LabHost host) => Directory
        .GetDirectories(Directory.GetDirectories(host.Namespace.Directory, "machines", SearchOption.AllDirectories).First())
        .Select(Path.GetFileName);

    /// <summary>Changes a byte in the middle of what the disk had confirmed.</summary>
    private static async Task Damage(LabHost host)
    {
        var files = Directory.GetFiles(Path.Combine(host.Namespace.Directory, "journal"), "*.journal");
        await using var file = File.Open(files.Order(StringComparer.Ordinal).First(), FileMode.Open);
        file.Position = 200;
        var changed = (byte)~file.ReadByte();
        file.Position = 200;
        file.WriteByte(changed);
    }

    /// <summary>The lab as it is when a test begins: whole, in an epoch.</summary>
    private sealed class WholeLab(RegisterLab register, Epoch first)
    {
        /// <summary>A woken replica stays awake for up to a minute.</summary>
        private static readonly TimeSpan WholePatience = TimeSpan.FromSeconds(100);

        public IReadOnlyList<LabHost> Hosts => register.Lab.Hosts;

        public LabHost One => Hosts[0];

        public LabHost Two => Hosts[1];

        public static async Task<WholeLab> OfAsync(RegisterLab register)
        {
            await register.Lab.BecomesWholeAsync();
            return new WholeLab(register, (await register.Lab.Hosts[0].Admin.StatusAsync(CancellationToken.None)).Epoch);
        }

        /// <summary>On both hosts.</summary>
        public async Task UntilBaseIsMadeAsync()
        {
            var many = Enumerable.Range(0, 10).Select(_ => new RegisterClients([One])).ToList();
            while (!await HasBaseAsync(host: 0) || !await HasBaseAsync(host: 1))
            {
                await many[0].AllGetAnswersAsync();
            }

            await Task.WhenAll(many.Select(some => some.DisposeAsync().AsTask()));
        }

        private async Task<bool> HasBaseAsync(int host) =>
            (await register.EventsAsync(host, since: 0)).Any(happened => happened.Kind == OperatorEventKind.BaseMade);

        public Task UntilEpochsLaterAsync(ulong count) => Eventually.HoldsAsync(async () =>
        {
            var status = await One.Admin.StatusAsync(CancellationToken.None);
            return status.Epoch.CompareTo(new Epoch(first.Value + count)) >= 0
                && status.Members.All(member => member.State == MemberState.Serving);
        });

        /// <summary>Every host has one active and one passive replica again.</summary>
        public Task IsWholeAsync() => Eventually.HoldsAsync(
            async () =>
            {
                var roles = (await Task.WhenAll(Hosts.Select(host => host.Admin.StatusAsync(CancellationToken.None))))
                    .Select(host => host.Replicas.Select(replica => replica.Role).Order());
                return roles.All(host => host.SequenceEqual(new[] { ReplicaRole.Active, ReplicaRole.Passive }.Order()));
            },
            WholePatience);

        /// <summary>The host that was away takes requests, no client of the other one was refused, and all are equal.</summary>
        public async Task EndsEqualAsync(RegisterClients clients)
        {
            await using (var back = new RegisterClients([Two]))
            {
                await back.AllGetAnswersAsync();
                await back.StopAsync();
                Assert.Equal(0, back.Refused);
            }

            await clients.AllGetAnswersAsync();
            await clients.StopAsync();
            Assert.Equal(0, clients.Refused);
            await AllReplicasAreEqualAsync();
        }

        public async Task AllReplicasAreEqualAsync()
        {
            await Eventually.HoldsAsync(async () => (await Task.WhenAll(Hosts.Select(CountAsync))).Sum() == 4);
            var dumps = new List<Digest>();
            foreach (var host in Hosts)
            {
                await host.Admin.FlushAsync(CancellationToken.None);
                foreach (var replica in (await host.Admin.StatusAsync(CancellationToken.None)).Replicas)
                {
                    dumps.Add((await host.Admin.DumpDigestAsync($"{replica.Replica}", CancellationToken.None)).Digest);
                }
            }

            Assert.Equal(4, dumps.Count);
            Assert.Single(dumps.Distinct());
        }

        private static async Task<int> CountAsync(LabHost host) =>
            (await host.Admin.StatusAsync(CancellationToken.None)).Replicas.Length;
    }
}
