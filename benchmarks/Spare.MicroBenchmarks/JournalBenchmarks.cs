using BenchmarkDotNet.Attributes;
using Spare.Journal;
using Spare.Protocol;
using Spare.Replication.Updates;
using Spare.Runtime.Ports;

namespace Spare.MicroBenchmarks;

/// <summary>Records of the journal: each for itself on stable storage, and many that share a flush.</summary>
public class JournalBenchmarks
{
    private const int Together = 64;
    private const int RequestBytes = 300;
    private const int WriteSetBytes = 200;

    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("spare-micro-");
    private FileJournal journal = null!; // Made in the setup.
    private ulong last;

    [GlobalSetup]
    public void Open()
    {
        journal = FileJournal.Open(new JournalOptions { Directory = directory.FullName });
        var nothing = new JournalEnd(default, default, default, default);
        journal.ResetAsync(nothing, [], CancellationToken.None).AsTask().GetAwaiter().GetResult();
    }

    [GlobalCleanup]
    public void Close()
    {
        journal.DisposeAsync().AsTask().GetAwaiter().GetResult();
        directory.Delete(recursive: true);
    }

    [Benchmark]
    public async Task OneAsync() => await AppendAsync();

    [Benchmark(OperationsPerInvoke = Together)]
    public async Task TogetherAsync()
    {
        var appends = new Task[Together];
        for (var i = 0; i < Together; i++)
        {
            appends[i] = AppendAsync().AsTask();
        }

        await Task.WhenAll(appends);
    }

    private ValueTask AppendAsync()
    {
        last++;
        return journal.AppendAsync(
            new JournalRecord(
                new SequenceNumber(last), new Instant((long)last), new UpdateNumber(last), Digest.Of([1]),
                new byte[RequestBytes], new byte[WriteSetBytes]),
            CancellationToken.None);
    }
}
