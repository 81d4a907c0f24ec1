using System.Globalization;
using System.Net.Sockets;
using Spare.Lab.Networks;

namespace Spare.EndToEnd.Tests.Programs;

/// <summary><c>spare-lab run</c> as a person uses it, with the service that is not written in C#.</summary>
public sealed class RunCommandTests : IAsyncLifetime, IDisposable
{
    private readonly LabName name = LabName.Fresh("run");
    private readonly int port = FreePorts.Two();
    private readonly HttpClient client = new() { Timeout = TimeSpan.FromSeconds(20) };

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => Leftovers.RemoveAsync(name, CancellationToken.None);

    public void Dispose() => client.Dispose();

    [Fact]
    public async Task A_lab_serves_until_it_is_killed_and_the_next_one_removes_what_it_left()
    {
        using (var killed = StartLab())
        {
            await killed.LineAsync("answers at");
            Assert.Contains($"'register' answers at http://127.0.0.1:{port} (host 1)", killed.Written, StringComparison.Ordinal);
            await CountsOnceAsync();
            await SpareSeesItAsync();
            killed.Signal("KILL");
            await killed.EndAsync();
        }

        Assert.NotEmpty(ReplicaGroups.GroupsOf(name));

        using var next = StartLab();
        await next.LineAsync("answers at");
        Assert.Contains($"Removing what lab '{name}' left behind", next.Written, StringComparison.Ordinal);
        Assert.Equal(1, await CountAsync(port));

        next.Signal("TERM");
        Assert.Equal(0, await next.EndAsync());
        Remains.AreNone(name);
    }

    [Fact]
    public async Task A_lab_that_is_interrupted_while_it_starts_leaves_nothing()
    {
        using var lab = StartLab();
        await lab.LineAsync("daemons, each with");

        lab.Signal("INT");

        Assert.Equal(0, await lab.EndAsync());
        Remains.AreNone(name);
    }

    [Fact]
    public async Task A_lab_without_passive_replicas_serves()
    {
        using var lab = StartLab("--mode", "crash");
        await lab.LineAsync("answers at");
        await CountsOnceAsync();

        lab.Signal("TERM");

        Assert.Equal(0, await lab.EndAsync());
    }

    [Fact]
    public async Task A_port_in_use_is_one_sentence_with_the_next_step()
    {
        using var other = new TcpListener(System.Net.IPAddress.Loopback, port);
        other.Start();
        using var lab = StartLab();

        Assert.Equal(1, await lab.EndAsync());

        Assert.StartsWith($"spare-lab: Port {port} of 127.0.0.1 is in use", lab.Written, StringComparison.Ordinal);
        Assert.Contains("make run PORT=", lab.Written, StringComparison.Ordinal);
        Remains.AreNone(name);
    }

    [Fact]
    public async Task A_wrong_service_file_is_reported_with_all_its_mistakes()
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, "service: Shop!\nstart:\n  comand: [x]\n");
            using var lab = ProgramRun.Start(SourceTree.Program("spare-lab", "Spare.Lab"), "run", "--service", file, "--name", name.Value);

            Assert.Equal(2, await lab.EndAsync());

            Assert.Contains($"{file}:1", lab.Written, StringComparison.Ordinal);
            Assert.Contains("comand", lab.Written, StringComparison.Ordinal);
            Assert.EndsWith("mistakes\n", lab.Written, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Wrong_settings_are_reported_all_at_once_before_anything_is_made()
    {
        using var lab = StartLab("--set", "recovery-period: 5m", "--set", "group: other");

        Assert.Equal(2, await lab.EndAsync());

        Assert.Equal(
            """
            --set 'recovery-period: 5m': 'recovery-period' must be a duration from 1min to 24h, such as 500ms, 10s or 5min, not '5m'
            --set 'group: other': the lab decides 'group' itself
            2 mistakes

            """,
            lab.Written);
        Remains.AreNone(name);
    }

    [Theory]
    [InlineData("run")]
    [InlineData("chaos")]
    public async Task The_help_says_how_names_look(string command)
    {
        using var lab = ProgramRun.Start(SourceTree.Program("spare-lab", "Spare.Lab"), command, "--help");

        var line = await lab.LineAsync("--name");
        Assert.Contains("'spare-' and 1 to 20 lower-case letters, digits or dashes", line, StringComparison.Ordinal);
        Assert.Equal(0, await lab.EndAsync());
    }

    [Theory]
    [InlineData("run", "--faults", "9")]
    [InlineData("run", "--name", "shop")]
    [InlineData("run", "--mode", "crash", "--update-after", "5")]
    [InlineData("run", "--update-after", "5", "--set", "updates: {every: 20}")]
    [InlineData("rum")]
    public async Task Wrong_usage_ends_with_exit_code_2(params string[] arguments)
    {
        using var lab = ProgramRun.Start(SourceTree.Program("spare-lab", "Spare.Lab"), arguments);

        Assert.Equal(2, await lab.EndAsync());
        Assert.Single(lab.Written.TrimEnd().Split('\n'));
    }

    private ProgramRun StartLab(params string[] more) => ProgramRun.Start(
        SourceTree.Program("spare-lab", "Spare.Lab"),
        ["run", "--service", SourceTree.Register, "--name", name.Value, "--port", $"{port}", .. more]);

    /// <summary>Whichever host a client talks to, every number is given out once.</summary>
    private async Task CountsOnceAsync()
    {
        const int Requests = 60;
        var counts = await Task.WhenAll(Enumerable.Range(0, Requests).Select(i => CountAsync(port + (i % 2))));
        Assert.Equal(Enumerable.Range(1, Requests), counts.Order());
    }

    private async Task<int> CountAsync(int at)
    {
        using var answer = await client.PostAsync(new Uri($"http://127.0.0.1:{at}/counter/visits"), content: null);
        var body = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, body);
        return int.Parse(body.Split(':')[^1].Trim(' ', '\n', '}'), CultureInfo.InvariantCulture);
    }

    private async Task SpareSeesItAsync()
    {
        var spare = SourceTree.Program("spare", "Spare.Cli");
        using var status = ProgramRun.Start(spare, "status", "--lab", name.Value);
        Assert.Equal(0, await status.EndAsync());
        Assert.Matches(@"h1-r2 +│ h1 +│ passive +│ paused +│.* \d+ MB", status.Written);
        Assert.Contains($"http://127.0.0.1:{port + 1}", status.Written, StringComparison.Ordinal);

        using var flush = ProgramRun.Start(spare, "flush", "--lab", name.Value);
        Assert.Equal(0, await flush.EndAsync());
        using var dump = ProgramRun.Start(spare, "dump", "--digest", "--lab", name.Value);
        Assert.Equal(0, await dump.EndAsync());
        Assert.Equal(4, dump.Written.TrimEnd().Split('\n').Length);

        using var events = ProgramRun.Start(spare, "events", "--follow", "--lab", name.Value);
        await events.LineAsync("Serving");
        events.Signal("INT");
        Assert.Equal(0, await events.EndAsync());
    }
}
