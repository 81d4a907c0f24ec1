using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Spare.Protocol;
using Spare.Protocol.Agents;
using Spare.Protocol.WriteSets;
using Spare.Replicas.Agents;

namespace Spare.Agent.Tests;

/// <summary>
/// Whoever wakes a passive replica waits for each method that is compiled for the first time then. The agent is the one that was
/// built, in a process of its own, which lists what its runtime compiles.
/// </summary>
public sealed partial class WokenReplicaTests(PreparedImage image) : IClassFixture<PreparedImage>, IDisposable
{
    private const int Updates = 20;

    /// <summary>It is none, and five where a step has to wait for the first time that never had to in a rehearsal.</summary>
    private const int CompiledMaximum = 10;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly string[] Apart = ["System.Net.Http", "HealthProbe", "Logging"];

    private readonly ScratchDirectory scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task Compiles_next_to_nothing_until_its_first_write_set_is_told()
    {
        await RunningReplica.CopyAsync(image.Path, scratch["replica"]);
        var list = scratch["compiled"];
        using var process = Process.Start(new ProcessStartInfo(
            SourceTree.PathOf("artifacts/bin/Spare.Agent/release/spare-agent"),
            ["run", "--service", image.Service.FilePath, "--disk", scratch["replica"], "--listen", "127.0.0.1:0"])
        {
            RedirectStandardOutput = true,
            Environment = { ["DOTNET_JitStdOutFile"] = list, ["DOTNET_JitDisasmSummary"] = "1" },
        })!;
        try
        {
            await using var agent = await AgentConnection.ConnectAsync(
                await EndpointAsync(process.StandardOutput), new AgentConnectionOptions(), CancellationToken.None);
            _ = process.StandardOutput.ReadToEndAsync();
            await HealthyAsync(agent);
            var before = (await File.ReadAllLinesAsync(list)).Length;

            Assert.IsType<ApplyOutcome.Applied>(
                await agent.ApplyAsync(new UpdateNumber(1), Rows(), ReplicaUse.Executed, CancellationToken.None));
            await agent.ActivateAsync(CancellationToken.None);
            await agent.BeginWriteAsync(new SequenceNumber(1), default, CancellationToken.None);
            await agent.EndWriteAsync(new SequenceNumber(1), Patience, null, CancellationToken.None);

            var compiled = (await File.ReadAllLinesAsync(list)).Skip(before).Where(IsOfWaking).ToList();
            Assert.True(compiled.Count <= CompiledMaximum, string.Join("\n", compiled));
        }
        finally
        {
            using var ending = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
            await process.WaitForExitAsync();
        }
    }

    /// <summary>The last probe of the service's health, and what is logged of it, ends when it likes.</summary>
    private static bool IsOfWaking(string method) =>
        !Apart.Any(name => method.Contains(name, StringComparison.Ordinal));

    private static async Task<IPEndPoint> EndpointAsync(StreamReader console)
    {
        while (await console.ReadLineAsync() is { } line)
        {
            if (Listening().Match(line) is { Success: true } match)
            {
                return IPEndPoint.Parse(match.Groups[1].Value);
            }
        }

        throw new InvalidOperationException("the agent ended");
    }

    private static async Task HealthyAsync(AgentConnection agent)
    {
        var started = Stopwatch.GetTimestamp();
        while ((await agent.StatusAsync(CancellationToken.None)).Service != ServiceState.Healthy)
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < Patience, "the service is not healthy");
        }
    }

    private static ImmutableArray<EncodedWriteSet> Rows()
    {
        var table = new TableName("public", "entry");
        var (id, note, at) = (new Column("id", "integer"), new Column("note", "text"), new Column("at", "timestamp with time zone"));
        var key = new Row(new RowShape(table, [id]), ["1"]);
        return
        [
            Of(new Change.Inserted(new Row(new RowShape(table, [id, note, at]), ["1", "a", null]))),
            .. Enumerable.Range(2, Updates - 1).Select(number => Of(new Change.Updated(
                key, new Row(new RowShape(table, [note]), [number.ToString(CultureInfo.InvariantCulture)])))),
        ];
    }

    private static EncodedWriteSet Of(Change change) => new WriteSet([change], []).Encode();

    [GeneratedRegex("listening for the manager at (.+)$")]
    private static partial Regex Listening();
}
