using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Spare.Protocol;
using Spare.Protocol.Admin;
using Spare.Protocol.Admin.Faults;
using Spare.Protocol.Evidence;

namespace Spare.Commands;

/// <summary>
/// Talks to one daemon over its Unix socket; see <see cref="AdminRoutes"/>. The daemon is trusted: its answers are
/// bounded because it writes them so. Everything that fails is an <see cref="AdminException"/>.
/// </summary>
public sealed class AdminClient : IDisposable
{
    private static readonly TimeSpan ConnectPatience = TimeSpan.FromSeconds(5);

    private readonly HttpClient client;

    private readonly KnownDaemon daemon;

    private readonly Patience patience;

    public AdminClient(string socket)
        : this(new KnownDaemon(socket), TimeProvider.System)
    {
    }

    public AdminClient(KnownDaemon daemon, TimeProvider time)
    {
        this.daemon = daemon;
        patience = new Patience(daemon.Socket, time);
        var socket = daemon.Socket;
        var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellation) => await ConnectAsync(socket, cancellation),
            ConnectTimeout = ConnectPatience,
            UseProxy = false,
        };
        client = new HttpClient(handler) { BaseAddress = new Uri("http://spared"), Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>The path of the socket.</summary>
    public string Socket => daemon.Socket;

    public Task<HostStatus> StatusAsync(CancellationToken cancellation) =>
        AskAsync(AdminRoutes.Status, AdminJson.Default.HostStatus, cancellation);

    /// <summary>With what the replicas hold of the host's memory.</summary>
    public Task<HostStatus> StatusWithMemoryAsync(CancellationToken cancellation) =>
        AskAsync($"{AdminRoutes.Status}?{AdminRoutes.Memory}=true", AdminJson.Default.HostStatus, cancellation);

    /// <summary>Null: it does not answer, or not yet.</summary>
    public async Task<HostStatus?> TryStatusAsync(CancellationToken cancellation)
    {
        try
        {
            return await StatusAsync(cancellation);
        }
        catch (AdminException)
        {
            return null;
        }
    }

    public Task<HostStages> StagesAsync(CancellationToken cancellation) =>
        AskAsync(AdminRoutes.Stages, AdminJson.Default.HostStages, cancellation);

    public Task<FlushResult> FlushAsync(CancellationToken cancellation) =>
        HaveDoneAsync(HttpMethod.Post, AdminRoutes.Flush, AdminJson.Default.FlushResult, cancellation);

    /// <summary>Replaces the host's active replica by its clean passive one.</summary>
    public Task<RecoveryResult> RecoverAsync(CancellationToken cancellation) =>
        HaveDoneAsync(HttpMethod.Post, AdminRoutes.Recover, AdminJson.Default.RecoveryResult, cancellation);

    /// <summary>Has the passive replica execute requests until it is put back.</summary>
    public Task<ActivationResult> ActivateAsync(CancellationToken cancellation) =>
        HaveDoneAsync(HttpMethod.Post, AdminRoutes.Activate, AdminJson.Default.ActivationResult, cancellation);

    /// <summary>Puts a replica back that executes requests.</summary>
    public Task<ActivationResult> PassivateAsync(ReplicaId replica, CancellationToken cancellation) => HaveDoneAsync(
        HttpMethod.Post, $"{AdminRoutes.Passivate}/{replica}", AdminJson.Default.ActivationResult, cancellation);

    /// <summary>Has the host leave replicas alone that do their work, or not any more.</summary>
    public Task<AutomationResult> AutomateAsync(bool pause, CancellationToken cancellation) => HaveDoneAsync(
        HttpMethod.Post, pause ? AdminRoutes.AutomationPause : AdminRoutes.AutomationResume,
        AdminJson.Default.AutomationResult, cancellation);

    /// <summary>Has the host take no requests of clients, or take them again.</summary>
    public Task<DrainResult> DrainAsync(bool drain, CancellationToken cancellation) => HaveDoneAsync(
        drain ? HttpMethod.Post : HttpMethod.Delete, AdminRoutes.Drain, AdminJson.Default.DrainResult, cancellation);

    /// <summary>Has the host go on without those that are missing.</summary>
    public Task<BootstrapResult> BootstrapAsync(bool dryRun, CancellationToken cancellation) => HaveDoneAsync(
        HttpMethod.Post, $"{AdminRoutes.Bootstrap}?{AdminRoutes.DryRun}={(dryRun ? "true" : "false")}",
        AdminJson.Default.BootstrapResult, cancellation);

    /// <summary>Has a replica be faulty.</summary>
    public Task<InjectedFault> InjectAsync(InjectedFault fault, CancellationToken cancellation) => HaveDoneAsync(
        HttpMethod.Post, AdminRoutes.InjectedFaults, AdminJson.Default.InjectedFault, cancellation,
        new StringContent(JsonSerializer.Serialize(fault, AdminJson.Default.InjectedFault)));

    public Task<InjectedFault[]> FaultsAsync(CancellationToken cancellation) =>
        AskAsync(AdminRoutes.InjectedFaults, AdminJson.Default.InjectedFaultArray, cancellation);

    /// <summary>Ends all injected faults, and gives what they were.</summary>
    public Task<InjectedFault[]> ClearFaultsAsync(CancellationToken cancellation) =>
        HaveDoneAsync(HttpMethod.Delete, AdminRoutes.InjectedFaults, AdminJson.Default.InjectedFaultArray, cancellation);

    /// <param name="replica">An id such as <c>h1-r2</c>, <c>active</c> or <c>passive</c>.</param>
    public Task<DumpDigest> DumpDigestAsync(string replica, CancellationToken cancellation) => HaveDoneAsync(
        HttpMethod.Get, $"{DumpPath(replica)}?{AdminRoutes.DigestOnly}=true", AdminJson.Default.DumpDigest, cancellation);

    /// <summary>Writes the canonical dump of a replica's database.</summary>
    public Task DumpAsync(string replica, Stream destination, CancellationToken cancellation) => WhileItLivesAsync(
        token => CopyAsync(DumpPath(replica), destination, token), cancellation);

    /// <summary>The last events that matter long after, oldest first.</summary>
    public Task<OperatorEvent[]> HistoryAsync(int limit, CancellationToken cancellation) => AskAsync(
        $"{AdminRoutes.History}?{AdminRoutes.Limit}={limit}", AdminJson.Default.OperatorEventArray, cancellation);

    public Task<QuarantineEntry[]> QuarantineAsync(CancellationToken cancellation) =>
        AskAsync(AdminRoutes.Quarantine, AdminJson.Default.QuarantineEntryArray, cancellation);

    /// <summary>Has requests like that accepted again, on all hosts.</summary>
    public Task<QuarantineEntry> ReleaseAsync(Digest likeness, CancellationToken cancellation) => HaveDoneAsync(
        HttpMethod.Delete, $"{AdminRoutes.Quarantine}/{likeness}", AdminJson.Default.QuarantineEntry, cancellation);

    public Task<EvidenceAnswer> EvidenceAsync(RequestName name, CancellationToken cancellation) => AtOnceAsync(
        token => EvidenceAsync(HttpMethod.Get, $"{AdminRoutes.EvidenceOfRequest}/{name}", token), cancellation);

    /// <summary>Has the host execute a request again, off to the side; the agreed answer of the one case is what came of it.</summary>
    public Task<EvidenceAnswer> ReplayAsync(RequestName name, CancellationToken cancellation) => WhileItLivesAsync(
        token => EvidenceAsync(HttpMethod.Post, $"{AdminRoutes.Replay}/{name}", token), cancellation);

    /// <summary>The events with higher numbers than <paramref name="since"/> that there are, oldest first.</summary>
    public Task<List<OperatorEvent>> EventsAsync(ulong since, CancellationToken cancellation) => AtOnceAsync(
        async token =>
        {
            var events = new List<OperatorEvent>();
            await ReadEventsAsync($"{AdminRoutes.Events}?{AdminRoutes.Since}={since}", events.Add, token);
            return events;
        },
        cancellation);

    /// <summary>Tells of events with higher numbers than <paramref name="since"/> as they come, until the daemon ends.</summary>
    public Task FollowAsync(ulong since, Action<OperatorEvent> tell, CancellationToken cancellation) => WhileItLivesAsync(
        token => ReadEventsAsync($"{AdminRoutes.Events}?{AdminRoutes.Since}={since}&{AdminRoutes.Follow}=true", tell, token),
        cancellation);

    public void Dispose() => client.Dispose();

    private static string DumpPath(string replica) => $"{AdminRoutes.Dump}/{Uri.EscapeDataString(replica)}";

    private static async Task<NetworkStream> ConnectAsync(string path, CancellationToken cancellation)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>What a daemon that lives answers at once.</summary>
    private Task<T> AskAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellation) =>
        AtOnceAsync(token => AnswerAsync(HttpMethod.Get, path, type, token), cancellation);

    /// <summary>What may take a daemon long.</summary>
    private Task<T> HaveDoneAsync<T>(
        HttpMethod method, string path, JsonTypeInfo<T> type, CancellationToken cancellation, HttpContent? content = null) =>
        WhileItLivesAsync(token => AnswerAsync(method, path, type, token, content), cancellation);

    private Task<T> AtOnceAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellation) =>
        patience.WaitAsync(call, lives: null, cancellation);

    private Task<T> WhileItLivesAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellation) =>
        patience.WaitAsync(call, async token => await TryStatusAsync(token) is not null, cancellation);

    private async Task<T> AnswerAsync<T>(
        HttpMethod method, string path, JsonTypeInfo<T> type, CancellationToken cancellation, HttpContent? content = null)
    {
        using var answer = await SendAsync(method, path, cancellation, content);
        return Parse(await BodyAsync(answer, cancellation), type);
    }

    private async Task<EvidenceAnswer> EvidenceAsync(HttpMethod method, string path, CancellationToken cancellation)
    {
        using var answer = await SendAsync(method, path, cancellation);
        try
        {
            return EvidenceAnswer.TryParse(await answer.Content.ReadAsByteArrayAsync(cancellation), out var evidence)
                ? evidence
                : throw new AdminException(
                    $"{Socket} sent evidence that this version does not understand. Use the program and the daemon of one version.");
        }
        catch (HttpRequestException e)
        {
            throw Broken(e);
        }
    }

    private async Task<Stream> CopyAsync(string path, Stream destination, CancellationToken cancellation)
    {
        using var answer = await SendAsync(HttpMethod.Get, path, cancellation);
        try
        {
            await answer.Content.CopyToAsync(destination, cancellation);
            return destination;
        }
        catch (HttpRequestException e)
        {
            throw Broken(e);
        }
    }

    /// <returns>How many there were.</returns>
    private async Task<int> ReadEventsAsync(string path, Action<OperatorEvent> tell, CancellationToken cancellation)
    {
        using var answer = await SendAsync(HttpMethod.Get, path, cancellation);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(cancellation));
        var count = 0;
        while (await NextLineAsync(reader, cancellation) is { } line)
        {
            if (line.Length > 0)
            {
                tell(Parse(line, AdminJson.Default.OperatorEvent));
                count++;
            }
        }

        return count;
    }

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, CancellationToken cancellation, HttpContent? content = null)
    {
        HttpResponseMessage answer;
        try
        {
            using var request = new HttpRequestMessage(method, path) { Content = content };
            answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        }
        catch (HttpRequestException e)
        {
            throw Unreachable(e);
        }
        catch (ArgumentOutOfRangeException e)
        {
            throw new AdminException($"'{Socket}' is too long for the path of a Unix socket.", e);
        }

        if (answer.StatusCode == HttpStatusCode.OK)
        {
            return answer;
        }

        using (answer)
        {
            throw await RefusalAsync(answer, cancellation);
        }
    }

    private async Task<AdminException> RefusalAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        var body = await BodyAsync(answer, cancellation);
        try
        {
            if (JsonSerializer.Deserialize(body, AdminJson.Default.AdminProblem)?.Detail is { } detail)
            {
                return new AdminException(detail);
            }
        }
        catch (JsonException)
        {
            // An answer without a problem document is reported by its status.
        }

        return new AdminException(
            $"{Socket} answered {(int)answer.StatusCode} {answer.ReasonPhrase}: is a daemon of Spare behind it?");
    }

    private async Task<string> BodyAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        try
        {
            return await answer.Content.ReadAsStringAsync(cancellation);
        }
        catch (HttpRequestException e)
        {
            throw Broken(e);
        }
    }

    private async Task<string?> NextLineAsync(StreamReader reader, CancellationToken cancellation)
    {
        try
        {
            return await reader.ReadLineAsync(cancellation);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw Broken(e);
        }
    }

    private T Parse<T>(string json, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(json, type) ?? throw new JsonException("it is null");
        }
        catch (JsonException e)
        {
            throw new AdminException(
                $"{Socket} sent an answer that this version does not understand: {e.Message} "
                + "Use the program and the daemon of one version.",
                e);
        }
    }

    private AdminException Unreachable(HttpRequestException e) =>
        (e.InnerException as SocketException ?? e.InnerException?.InnerException as SocketException)?.SocketErrorCode switch
        {
            SocketError.AccessDenied => new($"Permission denied for {Socket}: run it as root (sudo).", e),
            SocketError.ConnectionRefused => Absent($"nobody listens at {Socket}", e),
            SocketError.AddressNotAvailable or SocketError.InvalidArgument => daemon.Host is not null
                ? Absent($"there is no socket at {Socket}", e)
                : new(
                    $"There is no socket at {Socket}: start a lab with 'make run', or name the daemon's socket with --socket.", e),
            _ => new($"The daemon at {Socket} cannot be reached: {e.Message}", e),
        };

    private AdminException Absent(string sign, HttpRequestException e) => new(
        daemon.Host is { } host
            ? $"The daemon of {host} is away: {sign}. {daemon.HowToStart}"
            : $"{char.ToUpperInvariant(sign[0])}{sign[1..]}. {daemon.HowToStart}",
        e)
    {
        Away = daemon.Host,
    };

    private AdminException Broken(Exception e) =>
        new($"The daemon at {Socket} ended before its answer was complete; its log says why.", e);
}
