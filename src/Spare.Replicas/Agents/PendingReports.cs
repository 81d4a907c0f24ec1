using Spare.Protocol;
using Spare.Protocol.Agents.Reports;
using Spare.Protocol.WriteSets;

namespace Spare.Replicas.Agents;

/// <summary>
/// What a manager waits for from one agent: the answer to the one command under way, and the write sets of ended
/// writes. Anything else that comes is unsolicited and names itself. Safe to call from several threads.
/// </summary>
/// <remarks>
/// Whoever waits continues at once on the thread that brings what he waits for: every write waits for two answers, and
/// to wake another thread takes longer than what is done then.
/// </remarks>
internal sealed class PendingReports
{
    private const int StatesMaximum = 4;

    private readonly Lock gate = new();
    private readonly Dictionary<SequenceNumber, TaskCompletionSource<CapturedWriteSet>> writeSets = [];
    private readonly SortedDictionary<CheckNumber, TaskCompletionSource<Digest>> states = [];
    private Answer? answer;
    private string? closed;

    /// <summary>The parts of a dump are awaited; their receiver may block.</summary>
    public bool TakesParts
    {
        get
        {
            lock (gate)
            {
                return answer?.TakePart is not null;
            }
        }
    }

    public Task<AgentReport> ExpectAnswer(Func<AgentReport, bool> answers, Action<DumpPart>? takePart)
    {
        lock (gate)
        {
            ThrowIfClosed();
            Invariant.Holds(answer is null);
            answer = new Answer(answers, takePart);
            return answer.Completion.Task;
        }
    }

    /// <summary>
    /// To be called before the state is to be noted. A digest that nobody waits for any more may still come; only the last
    /// few are expected.
    /// </summary>
    public Task<Digest> ExpectState(CheckNumber check)
    {
        lock (gate)
        {
            ThrowIfClosed();
            var completion = new TaskCompletionSource<Digest>(TaskCreationOptions.RunContinuationsAsynchronously);
            Invariant.Holds(states.TryAdd(check, completion));
            if (states.Count > StatesMaximum)
            {
                var oldest = states.First();
                states.Remove(oldest.Key);
                oldest.Value.TrySetCanceled();
            }

            return completion.Task;
        }
    }

    /// <summary>To be called before the end of the write is sent: the write set may come at once.</summary>
    public Task<CapturedWriteSet> ExpectWriteSet(SequenceNumber sequence)
    {
        lock (gate)
        {
            ThrowIfClosed();
            var completion = new TaskCompletionSource<CapturedWriteSet>();
            Invariant.Holds(writeSets.TryAdd(sequence, completion));
            return completion.Task;
        }
    }

    /// <summary>Gives the reason when nobody waits for such a report.</summary>
    public string? Receive(AgentReport report)
    {
        Action? complete = null;
        string? refusal;
        lock (gate)
        {
            refusal = report switch
            {
                WriteSetCaptured captured => Complete(captured.Sequence, Checked(captured.WriteSet), out complete),
                WriteSetRefused refused =>
                    Complete(refused.Sequence, new CapturedWriteSet.Refused(refused.Reason), out complete),
                StateDigested digested => Complete(digested, out complete),
                DumpPart part when answer?.TakePart is { } takePart => Take(part, takePart),
                _ => Answered(report, out complete),
            };
        }

        complete?.Invoke();
        return refusal;
    }

    /// <summary>Everything that is waited for fails with the reason, and so does everything asked for later.</summary>
    public void Close(string reason)
    {
        TaskCompletionSource<CapturedWriteSet>[] awaited;
        TaskCompletionSource<Digest>[] noted;
        Answer? unanswered;
        lock (gate)
        {
            closed ??= reason;
            (unanswered, answer) = (answer, null);
            awaited = [.. writeSets.Values];
            writeSets.Clear();
            noted = [.. states.Values];
            states.Clear();
        }

        unanswered?.Completion.TrySetException(new AgentException(reason));
        foreach (var completion in awaited)
        {
            completion.TrySetException(new AgentException(reason));
            _ = completion.Task.Exception;
        }

        foreach (var completion in noted)
        {
            completion.TrySetException(new AgentException(reason));
            _ = completion.Task.Exception; // There may be nobody who still waits.
        }
    }

    private static string? Take(DumpPart part, Action<DumpPart> takePart)
    {
        takePart(part);
        return null;
    }

    private static CapturedWriteSet Checked(EncodedWriteSet writeSet) =>
        WriteSet.TryParse(writeSet.Bytes.Span, WriteSetBounds.Standard, out _)
            ? new CapturedWriteSet.Captured(writeSet)
            : new CapturedWriteSet.Refused("the write set is malformed");

    private string? Complete(SequenceNumber sequence, CapturedWriteSet captured, out Action? complete)
    {
        if (!writeSets.Remove(sequence, out var completion))
        {
            complete = null;
            return $"the agent sent an unsolicited write set of {sequence}";
        }

        complete = () => completion.SetResult(captured);
        return null;
    }

    private string? Complete(StateDigested digested, out Action? complete)
    {
        if (!states.Remove(digested.Check, out var completion))
        {
            complete = null;
            return $"the agent sent an unsolicited digest for {digested.Check}";
        }

        complete = () => completion.TrySetResult(digested.State);
        return null;
    }

    private string? Answered(AgentReport report, out Action? complete)
    {
        if (answer is null || !answer.Answers(report))
        {
            complete = null;
            return $"the agent sent an unsolicited {report.GetType().Name}";
        }

        var completion = answer.Completion;
        answer = null;
        if (report is WriteNotQuiet notQuiet)
        {
            writeSets.Remove(notQuiet.Sequence);
        }

        complete = () => completion.SetResult(report);
        return null;
    }

    private void ThrowIfClosed()
    {
        if (closed is not null)
        {
            throw new AgentException(closed);
        }
    }

    private sealed record Answer(Func<AgentReport, bool> Answers, Action<DumpPart>? TakePart)
    {
        public TaskCompletionSource<AgentReport> Completion { get; } = new();
    }
}
