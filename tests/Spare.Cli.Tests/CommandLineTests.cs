using System.Text.Json;
using Spare.Commands;
using Spare.Protocol;
using Spare.Protocol.Admin;
using Spare.Protocol.Admin.Faults;
using Spare.Protocol.Http;

namespace Spare.Cli.Tests;

public sealed class CommandLineTests : CommandTests
{
    [Fact]
    public async Task Status_shows_hosts_and_replicas_of_all_daemons()
    {
        Assert.Equal(0, await RunAsync("status"));

        Assert.Contains("host1 (h1)", Output, StringComparison.Ordinal);
        Assert.Contains("host2 (h2)", Output, StringComparison.Ordinal);
        Assert.Matches("h2-r2 +│ host2 +│ passive +│ paused +│ 300", Output);
        Assert.Equal("", Errors);
    }

    [Fact]
    public async Task Status_for_programs_is_one_array()
    {
        Assert.Equal(0, await RunAsync("status", "--output", "json"));

        var hosts = JsonSerializer.Deserialize(Output, AdminJson.Default.HostStatusArray);
        Assert.Equal(["host1", "host2"], hosts!.Select(host => host.Name));
    }

    [Fact]
    public async Task Status_shows_who_answers_and_fails_for_who_does_not()
    {
        await Daemons[1].DisposeAsync();

        Assert.Equal(1, await RunAsync("status"));

        Assert.Contains("host1", Output, StringComparison.Ordinal);
        Assert.Contains($"{Daemons[1].Socket}: start a lab with 'make run'", Errors, StringComparison.Ordinal);
        Assert.Single(Errors.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task A_long_reason_does_not_narrow_the_table_of_the_hosts()
    {
        var reason = string.Join(' ', Enumerable.Repeat("The journal failed: /var/lib/spare/journal/serving cannot be written.", 6));
        Daemons[1].Status = Daemons[1].Status with { State = ServingState.Refusing, Reason = reason };
        Assert.Equal(0, await RunAsync("status"));
        var lines = Output.Split('\n');
        Assert.Contains($"h2 is refusing: {reason}", lines);
        Assert.Contains(lines, line => line.Contains("│ host2 (h2) │ refusing │", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Of_a_daemon_whose_host_is_known_it_is_said_that_it_is_away_and_how_it_is_started()
    {
        using var client = new AdminClient(new KnownDaemon(PathOf("none.sock"))
        {
            Host = new HostId(2), HowToStart = "The lab starts it.",
        }, Time);
        var failure = await Assert.ThrowsAsync<AdminException>(() => client.StatusAsync(CancellationToken.None));
        Assert.StartsWith("The daemon of h2 is away: there is no socket at ", failure.Message, StringComparison.Ordinal);
        Assert.EndsWith("The lab starts it.", failure.Message, StringComparison.Ordinal);
        Assert.Equal(new HostId(2), failure.Away);
    }

    [Fact]
    public async Task There_has_to_be_a_lab_that_is_named()
    {
        Assert.Equal(2, await RunBareAsync("status", "--lab", "spare-no-such"));
        Assert.StartsWith("spare: There is no lab 'spare-no-such'", Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_says_that_nobody_listens_at_a_dead_socket()
    {
        var dead = PathOf("dead.sock");
        using (var socket = new System.Net.Sockets.Socket(
            System.Net.Sockets.AddressFamily.Unix, System.Net.Sockets.SocketType.Stream, default))
        {
            socket.Bind(new System.Net.Sockets.UnixDomainSocketEndPoint(dead));
        }

        await File.WriteAllTextAsync(dead, "");

        Assert.Equal(1, await RunBareAsync("status", "--socket", dead));
        Assert.StartsWith($"spare: Nobody listens at {dead}. ", Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Events_come_from_all_daemons_after_the_given_number()
    {
        Assert.Equal(0, await RunAsync("events", "--since", "2"));

        var lines = Output.TrimEnd().Split('\n').Order().ToArray();
        Assert.Equal(
            [
                "1970-01-01T00:00:03.000000Z h1 #3     WARNING RepliesDiffer [s3]: it happened",
                "1970-01-01T00:00:03.000000Z h2 #3     WARNING RepliesDiffer [s3]: it happened",
            ],
            lines);
    }

    [Fact]
    public async Task Events_of_all_daemons_are_in_the_order_of_time()
    {
        Assert.Equal(0, await RunAsync("events"));

        var heads = Output.TrimEnd().Split('\n').Select(line => string.Join(' ', line.Split(' ')[1..3]));
        Assert.Equal(["h1 #1", "h2 #1", "h1 #2", "h2 #2", "h1 #3", "h2 #3"], heads);
    }

    [Fact]
    public async Task A_daemon_that_does_not_answer_is_named_before_the_others_are_followed()
    {
        await Daemons[1].DisposeAsync();

        var watching = RunAsync("events", "--follow", "--since", "3");
        Daemons[0].Follower.SetResult();

        Assert.Equal(1, await watching);
        Assert.Contains("h1 #4", Output, StringComparison.Ordinal);
        Assert.Single(Errors.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task Events_to_come_are_shown_when_they_come()
    {
        var watching = RunAsync("events", "--follow", "--since", "3", "--output", "json");
        Assert.False(watching.IsCompleted);

        Daemons.ForEach(daemon => daemon.Follower.SetResult());

        Assert.Equal(0, await watching);
        var read = Output.TrimEnd().Split('\n')
            .Select(line => JsonSerializer.Deserialize(line, AdminJson.Default.OperatorEvent))
            .OrderBy(happened => happened!.Host.Value);
        Assert.Equal([Daemons[0].EventOf(4), Daemons[1].EventOf(4)], read);
    }

    [Fact]
    public async Task Flush_says_how_far_each_passive_replica_is()
    {
        Assert.Equal(0, await RunAsync("flush"));

        Assert.Contains("h2-r2 is at u310: 10 update(s) applied in 4.3 ms", Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Flush_can_say_what_it_would_do()
    {
        var buffered = Daemons[0].Status.Order.Buffered;
        Daemons[1].Status = Daemons[1].Status with { Replicas = Daemons[1].Status.Replicas[..1] };

        Assert.Equal(0, await RunAsync("flush", "--dry-run"));

        Assert.Matches($"^h1-r2 is at u[0-9]+: {buffered} update.s. would be applied\nh2 has no passive replica now\n$", Output);
    }

    [Fact]
    public async Task Dump_of_a_replica_comes_from_its_own_host()
    {
        Daemons[1].Dump = "table bids\n1\tsix €\n";

        Assert.Equal(0, await RunAsync("dump", "h2-r1"));

        Assert.Equal(Daemons[1].Dump, Output);
    }

    [Fact]
    public async Task Dump_compares_all_replicas()
    {
        Assert.Equal(0, await RunAsync("dump", "--digest"));
        Assert.Equal(4, Output.TrimEnd().Split('\n').Length);

        Daemons[1].Dump = "table bids\n";

        Assert.Equal(1, await RunAsync("dump", "--digest"));
        Assert.StartsWith("spare: The replicas differ at the same update", Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dump_does_not_blame_replicas_that_are_behind()
    {
        Daemons[1].Dump = "table bids\n";
        var order = Daemons[1].Status.Order with { Update = new Spare.Protocol.UpdateNumber(300) };
        Daemons[1].Status = Daemons[1].Status with { Order = order };

        Assert.Equal(1, await RunAsync("dump", "--digest"));

        Assert.Contains("'spare flush'", Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fault_is_injected_by_the_host_that_has_the_replica()
    {
        Assert.Equal(0, await RunAsync(
            "inject", "slow-drip", "--replica", "h2-r1", "--share", "0.25", "--class", "read", "--pause", "20"));

        Assert.Equal("slow-drip at h2-r1, 25 % of all reads\n", Output);
        Assert.Empty(Daemons[0].Faults);
        Assert.Equal(
            new InjectedFault
            {
                Kind = FaultKind.SlowDrip,
                Replica = new ReplicaId(new HostId(2), 1),
                Class = RouteClass.Read,
                Share = 0.25,
                Pause = 20,
            },
            Assert.Single(Daemons[1].Faults));
    }

    [Fact]
    public async Task An_injected_fault_is_committed_once_unless_said_otherwise_and_can_be_listed_and_cleared()
    {
        Assert.Equal(0, await RunAsync("inject", "omitted-row", "--replica", "h1-r1"));
        Assert.Equal(0, await RunAsync("inject", "--list", "--output", "json"));
        Assert.Equal(0, await RunAsync("inject", "--clear"));

        Assert.Equal(
            [
                "omitted-row at h1-r1, 1 requests",
                """{"kind":"omitted-row","replica":"h1-r1","count":1}""",
                "omitted-row at h1-r1, 1 requests",
            ],
            Output.TrimEnd().Split('\n'));
        Assert.Empty(Daemons[0].Faults);
    }

    [Fact]
    public async Task That_nothing_is_set_is_said_to_people_only()
    {
        Assert.Equal(0, await RunAsync("inject", "--list", "--output", "json"));
        Assert.Equal(0, await RunAsync("inject", "--list"));
        Assert.Equal(0, await RunAsync("quarantine", "list", "--output", "json"));
        Assert.Equal(0, await RunAsync("quarantine", "list"));
        Assert.Equal("No fault is set\nNothing is in quarantine\n", Output);
    }

    [Theory]
    [InlineData("inject", "--list")]
    [InlineData("inject", "--clear")]
    [InlineData("quarantine", "list")]
    [InlineData("stages")]
    public async Task Where_nobody_answers_nothing_is_said_of_what_there_is(params string[] command)
    {
        await Daemons[0].DisposeAsync();
        await Daemons[1].DisposeAsync();
        Assert.Equal(1, await RunAsync(command));
        Assert.Empty(Output);
        Assert.Contains(Daemons[0].Socket, Errors, StringComparison.Ordinal);
        Assert.Contains(Daemons[1].Socket, Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("recover", "--host", "h1")]
    [InlineData("activate", "h1")]
    [InlineData("drain", "h1")]
    [InlineData("automation", "pause", "--host", "h1")]
    [InlineData("bootstrap", "--host", "h1", "--accept-loss")]
    [InlineData("inject", "crash", "--replica", "h1-r1")]
    public async Task A_dry_run_for_programs_is_an_object(params string[] command)
    {
        Assert.Equal(0, await RunAsync([.. command, "--dry-run", "--output", "json"]));
        using var document = JsonDocument.Parse(Output);
        Assert.NotEmpty(document.RootElement.GetProperty("dryRun").GetString()!);
    }

    [Theory]
    [InlineData("flush")]
    [InlineData("recover")]
    [InlineData("passivate", "h1-r1")]
    public async Task A_dry_run_of_what_would_be_refused_fails(params string[] command)
    {
        Daemons.ForEach(daemon => daemon.Status = daemon.Status with { Mode = ReplicationMode.AppBft.Name() });
        Assert.Equal(1, await RunAsync([.. command, "--dry-run"]));
        Assert.StartsWith("spare: It would be refused", Errors, StringComparison.Ordinal);
        Assert.Empty(Output);
    }

    [Fact]
    public async Task A_dry_run_injects_nothing_and_still_finds_mistakes()
    {
        Assert.Equal(0, await RunAsync("inject", "crash", "--replica", "h1-r1", "--dry-run"));
        Assert.Equal(1, await RunAsync("inject", "crash", "--replica", "h1-r9", "--dry-run"));

        Assert.Equal("h1 would be asked for crash at h1-r1\n", Output);
        Assert.Equal("spare: There is no replica 'h1-r9' there: see 'spare status'.\n", Errors);
        Assert.Empty(Daemons[0].Faults);
    }

    [Fact]
    public async Task What_the_daemon_refuses_is_said_in_its_words()
    {
        Assert.Equal(1, await RunAsync("dump", "h2-r9"));

        Assert.Equal("spare: There is no replica h2-r9 here.\n", Errors);
    }

    [Theory]
    [InlineData("'spare --help'")]
    [InlineData("'nonsense' is not known", "nonsense")]
    [InlineData("'--nonsense' is not known", "status", "--nonsense")]
    [InlineData("'xml'", "status", "--output", "xml")]
    [InlineData("'--since'", "events", "--since", "x")]
    [InlineData("Name a replica", "dump")]
    [InlineData("'h1' is no replica", "dump", "h1")]
    [InlineData("check-service", "check-service")]
    [InlineData("Name a fault", "inject")]
    [InlineData("Name a fault", "inject", "crash", "--list")]
    [InlineData("'lie' is no fault", "inject", "lie", "--replica", "h1-r1")]
    [InlineData("with --replica", "inject", "crash")]
    [InlineData("'h1' is no replica", "inject", "crash", "--replica", "h1")]
    [InlineData("A count is from 1", "inject", "flood", "--replica", "h1-r1", "--count", "0")]
    [InlineData("A share is above 0", "inject", "flood", "--replica", "h1-r1", "--share", "1.5")]
    [InlineData("slow-drip pause", "inject", "flood", "--replica", "h1-r1", "--pause", "5")]
    [InlineData("Reads have no write set", "inject", "added-row", "--replica", "h1-r1", "--class", "read")]
    [InlineData("crashes once", "inject", "crash", "--replica", "h1-r1", "--count", "2")]
    public async Task Wrong_usage_is_one_sentence_and_exit_code_2(string sentence, params string[] arguments)
    {
        Assert.Equal(2, await RunBareAsync(arguments));

        Assert.Contains(sentence, Errors, StringComparison.Ordinal);
        Assert.Single(Errors.TrimEnd().Split('\n'));
        Assert.Equal("", Output);
    }

    [Theory]
    [InlineData("spare events --follow", "--help")]
    [InlineData("spare dump --digest", "dump", "--help")]
    [InlineData("spare inject slow-drip", "inject", "--help")]
    [InlineData("--requests", "check-service", "--help")]
    public async Task Help_teaches_with_examples(string example, params string[] arguments)
    {
        Assert.Equal(0, await RunBareAsync(arguments));

        Assert.Contains(example, Output, StringComparison.Ordinal);
        Assert.Contains("Examples:", Output, StringComparison.Ordinal);
    }
}
