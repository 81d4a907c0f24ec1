using System.Text;
using System.Text.Json;
using Spare.Protocol;
using Spare.Protocol.Admin;

namespace Spare.Cli.Tests;

/// <summary><c>spare recover</c>.</summary>
public sealed class RecoverCommandTests : IAsyncLifetime, IDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("spare-cli-");
    private readonly StringWriter output = new();
    private readonly Lines errors = new();
    private FakeDaemon daemon = null!; // Made before each test.

    public async Task InitializeAsync()
    {
        daemon = await FakeDaemon.StartAsync(1, directory.FullName);
        daemon.Waits = daemon.EventOf(4) with { Kind = OperatorEventKind.RecoveryWaits, Text = "It waits for h2." };
    }

    public async Task DisposeAsync() => await daemon.DisposeAsync();

    public void Dispose()
    {
        output.Dispose();
        errors.Dispose();
        directory.Delete(recursive: true);
    }

    [Theory]
    [InlineData("text")]
    [InlineData("json")]
    public async Task What_a_recovery_waits_for_is_said_while_it_waits_and_not_where_the_result_goes(string form)
    {
        var running = RunAsync("--output", form);
        Assert.Equal("h1: It waits for h2. (For 5 minutes at most.)", await errors.First.WaitAsync(TimeSpan.FromMinutes(1)));
        Assert.False(running.IsCompleted);
        Assert.Empty(output.ToString());
        daemon.Recovers.SetResult();
        Assert.Equal(0, await running);
        if (form == "json")
        {
            var result = JsonSerializer.Deserialize(output.ToString(), AdminJson.Default.RecoveryResult);
            Assert.Equal(new RecoveryResult(new ReplicaId(new HostId(1), 2), 7_000), result);
        }
        else
        {
            Assert.Equal("h1-r2 is active now, after 7000 ms\n", output.ToString());
        }
    }

    [Fact]
    public async Task What_happened_before_and_other_events_are_not_said()
    {
        daemon.Waits = daemon.EventOf(4);
        daemon.Recovers.SetResult();
        Assert.Equal(0, await RunAsync());
        Assert.Empty(errors.ToString());
    }

    [Fact]
    public async Task A_host_that_was_not_recovered_is_named_with_the_reason()
    {
        daemon.Waits = null;
        daemon.Refuses = "h2 is away.";
        Assert.Equal(1, await RunAsync());
        Assert.Equal("spare: h1 was not recovered. h2 is away.\n", errors.ToString());
    }

    private Task<int> RunAsync(params string[] arguments) =>
        CommandLine.RunAsync(["recover", .. arguments, "--socket", daemon.Socket], output, errors, CancellationToken.None);

    /// <summary>Says when the first line was written.</summary>
    private sealed class Lines : StringWriter
    {
        private readonly TaskCompletionSource<string> first = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<string> First => first.Task;

        public override Encoding Encoding => Encoding.UTF8;

        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            first.TrySetResult(value ?? string.Empty);
        }
    }
}
