using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Spare.Agent.Preparation;
using Spare.Postgres.Sessions;
using Spare.Protocol.Agents;
using Spare.Replicas.Agents;

namespace Spare.Agent.Tests;

/// <summary>A replica run by an agent in this process, on a copy of an image.</summary>
internal sealed class RunningReplica : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly CancellationTokenSource ending = new();
    private readonly HttpClient client = new() { Timeout = Patience };
    private readonly RegisterService service;
    private readonly string disk;
    private readonly Task running;

    private RunningReplica(
        RegisterService service, string disk, TaskCompletionSource<IPEndPoint> listening, TimeSpan rehearseWithin, bool captures)
    {
        this.service = service;
        this.disk = disk;
        var run = new ReplicaRun(service.File, disk, new IPEndPoint(IPAddress.Loopback, 0), NullLogger.Instance)
        {
            Listening = listening.SetResult,
            RehearseWithin = rehearseWithin,
            Captures = captures,
        };
        running = Task.Run(() => run.RunAsync(ending.Token));
    }

    public IPEndPoint Endpoint { get; private set; } = new(IPAddress.None, 0);

    public DatabaseAddress Database => new(Path.Combine(disk, "run"), 5432, service.File.Database.Name);

    public static async Task PrepareAsync(RegisterService service, string image) =>
        Assert.Empty(await new ImagePreparation(service.File, _ => { }).RunAsync(image, CancellationToken.None));

    public static async Task CopyAsync(string from, string to)
    {
        using var copying = Process.Start("cp", ["-a", from, to]);
        await copying.WaitForExitAsync();
        Assert.Equal(0, copying.ExitCode);
    }

    public static async Task<RunningReplica> StartAsync(
        RegisterService service, string disk, TimeSpan? rehearseWithin = null, bool captures = true)
    {
        var listening = new TaskCompletionSource<IPEndPoint>(TaskCreationOptions.RunContinuationsAsynchronously);
        var replica = new RunningReplica(service, disk, listening, rehearseWithin ?? Patience, captures);
        await await Task.WhenAny(replica.running, listening.Task).WaitAsync(Patience);
        replica.Endpoint = await listening.Task;
        return replica;
    }

    /// <summary>A connection to the agent, once the service is healthy.</summary>
    public async Task<AgentConnection> ConnectAsync()
    {
        var agent = await AgentConnection.ConnectAsync(Endpoint, new AgentConnectionOptions(), CancellationToken.None);
        var started = Stopwatch.GetTimestamp();
        while ((await agent.StatusAsync(CancellationToken.None)).Service != ServiceState.Healthy)
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < Patience, "the service is not healthy");
        }

        return agent;
    }

    /// <summary>Runs a statement as Spare's own superuser.</summary>
    /// <returns>The first value of the first row.</returns>
    public async Task<object?> ExecuteAsSpareAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(Database.ConnectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The statement is the test's own.
        command.CommandText = sql;
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync();
    }

    public Task<string> GetAsync(string target) => GetAsync(service.WritePort, target);

    public Task<string> SqlAsync(string sql) => GetAsync($"/sql?{Uri.EscapeDataString(sql)}");

    public Task<string> ReadSqlAsync(string sql) => ReadAsync($"/sql?{Uri.EscapeDataString(sql)}");

    /// <summary>From the first read-only instance.</summary>
    public Task<string> ReadAsync(string target) => GetAsync(service.File.Instances.FirstRead, target);

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        await Task.WhenAny(running);
        client.Dispose();
        ending.Dispose();
    }

    private async Task<string> GetAsync(int port, string target)
    {
        using var answer = await client.GetAsync(new Uri($"http://127.0.0.1:{port}{target}"));
        return await answer.Content.ReadAsStringAsync();
    }
}
