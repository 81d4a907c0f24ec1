using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Spare.Protocol.Agents;
using Spare.Protocol.Agents.Commands;
using Spare.Protocol.Agents.Reports;

namespace Spare.Replicas.Agents;

/// <summary>
/// One connection to an agent: a command at a time with its answer and deadline, and the loop that receives. The
/// agent may lie in any way; the first thing that is malformed, too long, late or unsolicited closes the connection
/// with a reason.
/// </summary>
internal sealed class AgentChannel : IAsyncDisposable
{
    private readonly FrameSocket socket;
    private readonly PendingReports pending = new();
    private readonly SemaphoreSlim turn = new(1, 1);
    private readonly CancellationTokenSource closing = new();
    private readonly TaskCompletionSource<string> closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Channel<AgentNotice> notices;
    private readonly Func<WriteSetCaptured, WriteSetCaptured>? alter;
    private readonly Task receiving;

    private AgentChannel(Socket connected, AgentConnectionOptions options)
    {
        alter = options.Alter;
        socket = new FrameSocket(connected, AgentProtocol.ReportMaximum);
        notices = Channel.CreateBounded<AgentNotice>(options.NoticesMaximum);
        receiving = Task.Run(ReceiveAllAsync);
    }

    public ChannelReader<AgentNotice> Notices => notices.Reader;

    /// <summary>Completes with the reason once the connection is closed.</summary>
    public Task<string> Closed => closed.Task;

    public static async Task<AgentChannel> ConnectAsync(
        EndPoint endpoint, AgentConnectionOptions options, CancellationToken cancellation)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(options.Connect);
        var connected = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await connected.ConnectAsync(endpoint, deadline.Token).ConfigureAwait(false);
            return new AgentChannel(connected, options);
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException)
        {
            connected.Dispose();
            cancellation.ThrowIfCancellationRequested();
            throw new AgentException($"no agent answers at {endpoint}: {exception.Message}");
        }
    }

    /// <summary>
    /// Sends a command when the one before it was answered, and waits for the answer. When the caller gives up, the
    /// command stays under way, and its answer is still received.
    /// </summary>
    public Task<AgentReport> AskAsync(AgentCommand command, Question question, CancellationToken cancellation) =>
        AskInTurnAsync(command, question).WaitAsync(cancellation);

    public Task<CapturedWriteSet> ExpectWriteSet(Protocol.SequenceNumber sequence) => pending.ExpectWriteSet(sequence);

    public Task<Protocol.Digest> ExpectState(Protocol.CheckNumber check) => pending.ExpectState(check);

    /// <summary>Closes the connection when the task is not complete in time.</summary>
    public async Task<T> InTimeAsync<T>(Task<T> task, TimeSpan within, string what)
    {
        try
        {
            return await task.WaitAsync(within).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            Close($"the agent gave no {what} within {within.TotalSeconds:0.###} s");
            return await task.ConfigureAwait(false);
        }
    }

    public void Close(string reason)
    {
        if (closed.TrySetResult(reason))
        {
            pending.Close(reason);
            notices.Writer.TryComplete();
            closing.Cancel();
        }
    }

    public async ValueTask DisposeAsync()
    {
        Close("the manager closed the connection");
        await receiving.ConfigureAwait(false);
        socket.Dispose();
    }

    private async Task<AgentReport> AskInTurnAsync(AgentCommand command, Question question)
    {
        await turn.WaitAsync().ConfigureAwait(false);
        try
        {
            var answer = pending.ExpectAnswer(question.Answers, question.TakePart);
            try
            {
                await socket.SendAsync(command.ToFrame(), closing.Token).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is SocketException or OperationCanceledException)
            {
                Close($"the connection to the agent broke: {exception.Message}");
            }

            return await InTimeAsync(answer, question.Within, $"answer to {command.GetType().Name}").ConfigureAwait(false);
        }
        finally
        {
            turn.Release();
        }
    }

    private async Task ReceiveAllAsync()
    {
        try
        {
            string? reason = null;
            while (reason is null && await socket.ReceiveAsync(closing.Token).ConfigureAwait(false))
            {
                if (pending.TakesParts)
                {
                    await Task.Yield(); // Whoever takes them may block, and this thread serves other sockets as well.
                }

                reason = socket.TakeAll(Receive);
            }

            Close(reason ?? "the agent closed the connection");
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException)
        {
            Close($"the connection to the agent broke: {exception.Message}");
        }
    }

    private string? Receive(ReadOnlySpan<byte> content)
    {
        if (!AgentReport.TryParse(content, out var report))
        {
            return "the agent sent a malformed report";
        }

        return report switch
        {
            Failed failed => $"the agent failed: {failed.Reason}",
            UnpromptedCommit commit => Notice(new AgentNotice.UnpromptedCommit(commit.Detail)),
            ServiceDied died => Notice(new AgentNotice.ServiceDied(died.Instance, died.Detail)),
            WriteSetCaptured captured when alter is not null => pending.Receive(alter(captured)),
            _ => pending.Receive(report),
        };
    }

    private string? Notice(AgentNotice notice) =>
        notices.Writer.TryWrite(notice) ? null : "the agent floods its manager with notices";
}

/// <summary>Which reports answer a command, and by when.</summary>
internal sealed record Question(TimeSpan Within, Func<AgentReport, bool> Answers)
{
    /// <summary>For a dump: takes the parts before the answer.</summary>
    public Action<DumpPart>? TakePart { get; init; }
}
