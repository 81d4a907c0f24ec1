using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Spare.Protocol;
using Spare.Protocol.Admin;
using Spare.Protocol.Admin.Faults;
using Spare.Protocol.Evidence;

namespace Spare.Cli.Tests;

/// <summary>The admin API of one host, answering from fields.</summary>
internal sealed class FakeDaemon : IAsyncDisposable
{
    private readonly WebApplication application;
    private readonly Channel<string> asked = Channel.CreateUnbounded<string>();

    private FakeDaemon(HostId host, string directory)
    {
        Status = Samples.Serving(host);
        Socket = Path.Combine(directory, $"h{host.Value}.sock");
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenUnixSocket(Socket));
        application = builder.Build();
        application.Use(HoldAsync);
        application.MapGet(AdminRoutes.Status, (HttpContext context) => WriteAsync(context, Status));
        application.MapGet(AdminRoutes.Stages, (HttpContext context) => WriteAsync(
            context, new HostStages(host, Status.Name, [.. Stages])));
        application.MapPost(AdminRoutes.Flush, (HttpContext context) => WriteAsync(
            context, new FlushResult(Status.Replicas[1].Replica, Status.Order.Update, 10, 4.25)));
        application.MapPost(AdminRoutes.Recover, RecoverAsync);
        application.MapPost(AdminRoutes.Drain, (HttpContext context) => DrainAsync(context, drain: true));
        application.MapDelete(AdminRoutes.Drain, (HttpContext context) => DrainAsync(context, drain: false));
        application.MapPost(AdminRoutes.AutomationPause, (HttpContext context) => WriteAsync(context, new AutomationResult(true)));
        application.MapPost(AdminRoutes.Bootstrap, BootstrapAsync);
        application.MapPost(AdminRoutes.Activate, (HttpContext context) => WriteAsync(
            context, new ActivationResult(new ReplicaId(host, 2), 12.4)));
        application.MapPost(AdminRoutes.Passivate + "/{replica}", PassivateAsync);
        application.MapGet(AdminRoutes.Dump + "/{replica}", DumpAsync);
        application.MapGet(AdminRoutes.Events, EventsAsync);
        application.MapGet(AdminRoutes.History, (HttpContext context) => WriteAsync(
            context, new[] { EventOf(host.Value), EventOf(host.Value + 2) }));
        application.MapGet(AdminRoutes.EvidenceOfRequest + "/{**request}", EvidenceAsync);
        application.MapPost(AdminRoutes.Replay + "/{**request}", ReplayAsync);
        application.MapGet(AdminRoutes.Quarantine, (HttpContext context) => WriteAsync(context, Quarantined.ToArray()));
        application.MapDelete(AdminRoutes.Quarantine + "/{likeness}", ReleaseAsync);
        application.MapGet(AdminRoutes.InjectedFaults, (HttpContext context) => WriteAsync(context, Faults.ToArray()));
        application.MapPost(AdminRoutes.InjectedFaults, InjectAsync);
        application.MapDelete(AdminRoutes.InjectedFaults, ClearAsync);
    }

    public string Socket { get; }

    public HostStatus Status { get; set; }

    /// <summary>What every replica's database contains.</summary>
    public string Dump { get; set; } = "table bids\n1\tfünf\n";

    public List<StageTimes> Stages { get; } = [new(StagedWork.Read, Stage.Ordered, 7, 250, 900, 1_234)];

    public List<InjectedFault> Faults { get; } = [];

    /// <summary>What it keeps of the request at position 12.</summary>
    public List<EvidenceCase> Evidence { get; } = [Samples.Differed];

    /// <summary>Its base has not moved past the request.</summary>
    public bool Replays { get; set; } = true;

    public List<QuarantineEntry> Quarantined { get; } = [];

    /// <summary>What follows the events that there are, once a recovery was asked for.</summary>
    public OperatorEvent? Waits { get; set; }

    /// <summary>Why it neither recovers nor goes on without others; null: it does.</summary>
    public string? Refuses { get; set; }

    /// <summary>It goes on without others.</summary>
    public bool WentOn { get; private set; }

    /// <summary>The host has recovered.</summary>
    public TaskCompletionSource Recovers { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>It takes connections and says nothing, like a stopped process.</summary>
    public bool Hangs { get; set; }

    /// <summary>It lives, and answers <see cref="WorksAt"/> when this is done; null: at once.</summary>
    public TaskCompletionSource? Works { get; set; }

    /// <summary>Beginning of the path of what takes it long.</summary>
    public string WorksAt { get; set; } = "";

    public TaskCompletionSource Follower { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public static async Task<FakeDaemon> StartAsync(uint host, string directory)
    {
        var daemon = new FakeDaemon(new HostId(host), directory);
        await daemon.application.StartAsync();
        return daemon;
    }

    public async ValueTask DisposeAsync()
    {
        Follower.TrySetResult();
        await application.DisposeAsync();
    }

    /// <summary>Returns when it was asked that, whether it answers or not; each question counts once.</summary>
    public async Task AskedAsync(string path)
    {
        while (!(await asked.Reader.ReadAsync()).StartsWith(path, StringComparison.Ordinal))
        {
            // It was asked something else before.
        }
    }

    public OperatorEvent EventOf(ulong number) => new()
    {
        Number = number,
        Time = new Instant((long)number * 1_000_000),
        Severity = Severity.Warning,
        Kind = OperatorEventKind.RepliesDiffer,
        Host = Status.Host,
        Sequence = new SequenceNumber(number),
        Text = "it happened",
    };

    private static Task WriteAsync<T>(HttpContext context, T answer) =>
        context.Response.WriteAsync(JsonSerializer.Serialize(answer, typeof(T), AdminJson.Default));

    private async Task HoldAsync(HttpContext context, RequestDelegate next)
    {
        var path = context.Request.Path.Value ?? "";
        asked.Writer.TryWrite(path);
        var answers = Hangs ? new TaskCompletionSource() : path.StartsWith(WorksAt, StringComparison.Ordinal) ? Works : null;
        await (answers?.Task ?? Task.CompletedTask).WaitAsync(context.RequestAborted);
        await next(context);
    }

    private async Task DumpAsync(HttpContext context, string replica)
    {
        if (!ReplicaId.TryParse(replica, out var id) || id.Generation > 2)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            await WriteAsync(context, new AdminProblem($"There is no replica {replica} here."));
            return;
        }

        await (context.Request.Query.ContainsKey(AdminRoutes.DigestOnly)
            ? WriteAsync(context, new DumpDigest(
                id, Status.Order.Update, Digest.Of(System.Text.Encoding.UTF8.GetBytes(Dump)), Dump.Length))
            : context.Response.WriteAsync(Dump));
    }

    private async Task RecoverAsync(HttpContext context)
    {
        if (Refuses is { } reason)
        {
            await RefuseAsync(context, reason);
            return;
        }

        await Recovers.Task.WaitAsync(context.RequestAborted);
        await WriteAsync(context, new RecoveryResult(Status.Replicas[1].Replica, 7_000));
    }

    private async Task DrainAsync(HttpContext context, bool drain)
    {
        Status = Status with { Draining = drain };
        await WriteAsync(context, new DrainResult(drain, 0));
    }

    private async Task BootstrapAsync(HttpContext context)
    {
        if (Refuses is { } reason)
        {
            await RefuseAsync(context, reason);
            return;
        }

        WentOn = context.Request.Query[AdminRoutes.DryRun] != "true";
        await WriteAsync(context, new BootstrapResult(false)
        {
            Update = Status.Order.Update, Epoch = Status.Epoch, MayLose = [new HostId(Status.Host.Value ^ 3)],
        });
    }

    private static async Task RefuseAsync(HttpContext context, string reason)
    {
        context.Response.StatusCode = StatusCodes.Status409Conflict;
        await WriteAsync(context, new AdminProblem(reason));
    }

    private async Task PassivateAsync(HttpContext context, string replica)
    {
        if (!ReplicaId.TryParse(replica, out var id) || id != Status.Replicas[0].Replica)
        {
            context.Response.StatusCode = StatusCodes.Status409Conflict;
            await WriteAsync(context, new AdminProblem($"{replica} does not execute requests."));
            return;
        }

        await WriteAsync(context, new ActivationResult(Status.Replicas[1].Replica, 3));
    }

    private async Task EvidenceAsync(HttpContext context, string request) => await context.Response.BodyWriter.WriteAsync(
        new EvidenceAnswer(Status.Host, request == "s12" ? [.. Evidence] : []).Encode());

    private async Task ReplayAsync(HttpContext context)
    {
        if (!Replays)
        {
            context.Response.StatusCode = StatusCodes.Status409Conflict;
            await WriteAsync(context, new AdminProblem($"The base of {Status.Host} is at s20 already."));
            return;
        }

        var kept = Samples.Differed;
        var answer = kept with { Votes = [], Exhibits = [kept.Exhibits[0] with { Replica = null }] };
        await context.Response.BodyWriter.WriteAsync(new EvidenceAnswer(Status.Host, [answer]).Encode());
    }

    private async Task ReleaseAsync(HttpContext context, string likeness)
    {
        var released = Quarantined.Single(entry => $"{entry.Likeness}" == likeness);
        Quarantined.Remove(released);
        await WriteAsync(context, released);
    }

    private async Task InjectAsync(HttpContext context)
    {
        var fault = await JsonSerializer.DeserializeAsync(context.Request.Body, AdminJson.Default.InjectedFault);
        Faults.Add(fault!);
        await WriteAsync(context, fault!);
    }

    private async Task ClearAsync(HttpContext context)
    {
        var cleared = Faults.ToArray();
        Faults.Clear();
        await WriteAsync(context, cleared);
    }

    private async Task EventsAsync(HttpContext context)
    {
        var since = ulong.Parse(context.Request.Query[AdminRoutes.Since]!, System.Globalization.CultureInfo.InvariantCulture);
        for (var number = since + 1; number <= 3; number++)
        {
            await WriteAsync(context, EventOf(number));
            await context.Response.WriteAsync("\n");
        }

        if (context.Request.Query.ContainsKey(AdminRoutes.Follow))
        {
            if (Waits is { } waits)
            {
                await WriteAsync(context, waits);
                await context.Response.WriteAsync("\n");
            }

            await context.Response.Body.FlushAsync();
            await Follower.Task.WaitAsync(context.RequestAborted);
            await WriteAsync(context, EventOf(4));
        }
    }
}
