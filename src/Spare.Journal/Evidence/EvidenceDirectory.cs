using System.Collections.Immutable;
using System.Threading.Channels;
using Spare.Protocol.Evidence;
using Spare.Runtime.Ports;

namespace Spare.Journal.Evidence;

/// <summary>
/// Evidence in a directory of its own, a file for each case, bounded in number and bytes. One task writes; a loss of power
/// may cost the last cases, since nobody waits until the disk confirms them.
/// </summary>
public sealed class EvidenceDirectory : IEvidenceStore, IAsyncDisposable
{
    private readonly EvidenceOptions options;
    private readonly Channel<Work> waiting;
    private readonly Task writing;
    private List<CaseFile>? files;
    private long bytes;
    private long waitingBytes;
    private int leftOut;
    private bool complained;

    private EvidenceDirectory(EvidenceOptions options)
    {
        this.options = options;
        waiting = Channel.CreateBounded<Work>(
            new BoundedChannelOptions(options.WaitingMaximum) { SingleReader = true });
        writing = Task.Run(WriteAllAsync);
    }

    /// <summary>Cases of an earlier life are kept; a disk that fails is noticed when a case is to be kept.</summary>
    public static EvidenceDirectory Open(EvidenceOptions options) => new(options);

    public void Keep(EvidenceCase kept)
    {
        var fits = Interlocked.Add(ref waitingBytes, kept.Size) <= options.WaitingBytesMaximum
            && kept.Size <= options.BytesMaximum;
        if (!fits || !waiting.Writer.TryWrite(new Work(kept, null)))
        {
            Interlocked.Add(ref waitingBytes, -kept.Size);
            Interlocked.Increment(ref leftOut);
        }
    }

    public async ValueTask<ImmutableArray<EvidenceCase>> FindAsync(RequestName name, CancellationToken cancellation)
    {
        var reached = new TaskCompletionSource<ImmutableArray<CaseFile>>(TaskCreationOptions.RunContinuationsAsynchronously);
        await waiting.Writer.WriteAsync(new Work(null, reached), cancellation);
        var known = await reached.Task.WaitAsync(cancellation);
        return await Task.Run(
            () => known.Where(file => name.Means(file.Request, file.Sequence))
                .Select(file => file.Read(options.Directory)).OfType<EvidenceCase>().ToImmutableArray(),
            cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        waiting.Writer.TryComplete();
        await writing;
    }

    private async Task WriteAllAsync()
    {
        await foreach (var work in waiting.Reader.ReadAllAsync())
        {
            try
            {
                var known = files ??= Begin();
                if (work.Kept is { } kept)
                {
                    Write(kept, known);
                }

                TellWhatIsLeftOut();
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                Complain($"Evidence is not kept in {options.Directory}: {DiskRefusal.WordsOf(failure)}");
            }

            Interlocked.Add(ref waitingBytes, -(work.Kept?.Size ?? 0));
            work.Reached?.SetResult([.. files ?? []]);
        }
    }

    private List<CaseFile> Begin()
    {
        Directory.CreateDirectory(
            options.Directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var found = CaseFile.List(options.Directory);
        bytes = found.Sum(file => file.Bytes);
        return found;
    }

    private void Write(EvidenceCase kept, List<CaseFile> known)
    {
        while (known.Count > 0
            && (known.Count >= options.CasesMaximum || bytes + kept.Size > options.BytesMaximum))
        {
            known[0].Delete(options.Directory);
            bytes -= known[0].Bytes;
            known.RemoveAt(0);
        }

        var file = CaseFile.Write(options.Directory, known.Count == 0 ? 1 : known[^1].Ordinal + 1, kept);
        known.Add(file);
        bytes += file.Bytes;
        complained = false;
    }

    private void TellWhatIsLeftOut()
    {
        if (Interlocked.Exchange(ref leftOut, 0) is > 0 and var cases)
        {
            Complain($"{cases} cases of evidence were not kept: too many came at once, or they were too long.");
        }
    }

    private void Complain(string what)
    {
        if (!complained)
        {
            complained = true;
            options.Complain?.Invoke(what);
        }
    }

    /// <summary>A case to keep, or somebody who waits until all before are kept.</summary>
    private readonly record struct Work(EvidenceCase? Kept, TaskCompletionSource<ImmutableArray<CaseFile>>? Reached);
}
