using System.Net.Sockets;
using System.Text.Json;
using Spare.Lab.Networks;

namespace Spare.Lab.Faults;

/// <summary>
/// Where a running lab hears of <c>spare-lab fault</c>: a Unix socket in its directory, which is root's. A line of JSON
/// comes, the thing is done, a line goes back; the next one waits for that.
/// </summary>
internal sealed class FaultSocket : IAsyncDisposable
{
    private const int Backlog = 4;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private static readonly TimeSpan ReadPatience = TimeSpan.FromSeconds(5);

    private readonly Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly CancellationTokenSource stopping = new();
    private readonly LabFaults faults;
    private readonly Task running;

    private FaultSocket(LabName lab, LabFaults faults)
    {
        this.faults = faults;
        var path = PathOf(lab.Directory);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        File.SetUnixFileMode(path, OwnerOnly);
        listener.Listen(Backlog);
        running = RunAsync(stopping.Token);
    }

    public static FaultSocket Open(LabName lab, LabFaults faults) => new(lab, faults);

    public static string PathOf(string directory) => Path.Combine(directory, "fault.sock");

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        listener.Dispose();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stopping.Dispose();
    }

    private async Task RunAsync(CancellationToken cancellation)
    {
        while (true)
        {
            using var connection = await listener.AcceptAsync(cancellation);
            try
            {
                await AnswerAsync(connection, cancellation);
            }
            catch (Exception e) when (e is IOException or JsonException
                || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
            {
                // Whoever asked went away, was silent, or speaks something else; the next one is heard.
            }
        }
    }

    private async Task AnswerAsync(Socket connection, CancellationToken cancellation)
    {
        await using var stream = new NetworkStream(connection);
        using var reader = new StreamReader(stream);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(ReadPatience);
        var line = await reader.ReadLineAsync(patience.Token) ?? "null";
        if (JsonSerializer.Deserialize(line, LabJson.Default.FaultRequest) is { } request)
        {
            var answer = JsonSerializer.Serialize(await DoAsync(request, cancellation), LabJson.Default.FaultAnswer);
            await using var writer = new StreamWriter(stream);
            await writer.WriteLineAsync(answer.AsMemory(), cancellation);
        }
    }

    private async Task<FaultAnswer> DoAsync(FaultRequest request, CancellationToken cancellation)
    {
        try
        {
            return new FaultAnswer(await faults.DoAsync(request, cancellation), Refused: null);
        }
        catch (LabException e)
        {
            return new FaultAnswer(Done: null, e.Message);
        }
    }
}
