using System.Collections.Immutable;
using System.Text.Json;
using System.Threading.Channels;
using Spare.Protocol.Admin;

namespace Spare.Journal.Evidence;

/// <summary>
/// Events that matter long after, as JSON lines on the disk, so that operators find them when the daemon has ended and was
/// started again. Two files of bounded size; nothing waits for them.
/// </summary>
public sealed class HistoryFile : IAsyncDisposable
{
    private const int WaitingMaximum = 1_024;

    private readonly string current;
    private readonly string previous;
    private readonly long bytesMaximum;
    private readonly Action<string> complain;
    private readonly Channel<Work> waiting = Channel.CreateBounded<Work>(
        new BoundedChannelOptions(WaitingMaximum) { SingleReader = true });

    private readonly Task writing;
    private bool complained;

    /// <param name="bytesMaximum">Of each of the two files.</param>
    public HistoryFile(string directory, Action<string> complain, long bytesMaximum = 4 * 1024 * 1024)
    {
        current = Path.Combine(directory, "history.ndjson");
        previous = Path.Combine(directory, "history.1.ndjson");
        this.bytesMaximum = bytesMaximum;
        this.complain = complain;
        writing = Task.Run(WriteAllAsync);
    }

    /// <summary>Returns at once; what comes faster than the disk takes it is left out.</summary>
    public void Keep(OperatorEvent happened)
    {
        if (IsHistory(happened.Kind))
        {
            waiting.Writer.TryWrite(new Work(happened, null));
        }
    }

    /// <summary>The last events, oldest first; those that were kept before are among them. Damaged lines are passed over.</summary>
    public async Task<ImmutableArray<OperatorEvent>> ReadAsync(int limit, CancellationToken cancellation)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await waiting.Writer.WriteAsync(new Work(null, reached), cancellation);
        await reached.Task.WaitAsync(cancellation);
        return await Task.Run(() => Lines(previous).Concat(Lines(current)).TakeLast(limit).ToImmutableArray(), cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        waiting.Writer.TryComplete();
        await writing;
    }

    private static bool IsHistory(OperatorEventKind kind) => kind is OperatorEventKind.Serving
        or OperatorEventKind.ReplicaConvicted or OperatorEventKind.ReplicaSuspected or OperatorEventKind.ReplicaFailed
        or OperatorEventKind.ReplicaReplaced or OperatorEventKind.Recovered or OperatorEventKind.HelpTaken
        or OperatorEventKind.RepliesDiffer or OperatorEventKind.Undecided
        or OperatorEventKind.FaultInjected or OperatorEventKind.RecoveryPutOff
        or OperatorEventKind.RequestQuarantined or OperatorEventKind.QuarantineReleased;

    private static List<OperatorEvent> Lines(string path)
    {
        var events = new List<OperatorEvent>();
        try
        {
            foreach (var line in File.ReadLines(path))
            {
                if (Parse(line) is { } happened)
                {
                    events.Add(happened);
                }
            }
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException)
        {
            // What can be read is told; a disk that fails is complained of by whoever writes.
        }

        return events;
    }

    private static OperatorEvent? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, AdminJson.Default.OperatorEvent);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private async Task WriteAllAsync()
    {
        await foreach (var work in waiting.Reader.ReadAllAsync())
        {
            try
            {
                if (work.Happened is { } happened)
                {
                    Append(JsonSerializer.SerializeToUtf8Bytes(happened, AdminJson.Default.OperatorEvent));
                    complained = false;
                }
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                if (!complained)
                {
                    complained = true;
                    complain($"History is not kept in {current}: {DiskRefusal.WordsOf(failure)}");
                }
            }

            work.Reached?.SetResult();
        }
    }

    /// <summary>A line begins with its end: what an interrupted writing left is a line of its own, and passed over.</summary>
    private void Append(byte[] line)
    {
        if (File.Exists(current) && new FileInfo(current).Length + line.Length > bytesMaximum)
        {
            File.Move(current, previous, overwrite: true);
        }

        using var file = new FileStream(current, new FileStreamOptions
        {
            Mode = FileMode.Append, Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        file.Write([(byte)'\n', .. line]);
    }

    /// <summary>An event to keep, or somebody who waits until all before are kept.</summary>
    private readonly record struct Work(OperatorEvent? Happened, TaskCompletionSource? Reached);
}
