using Microsoft.Win32.SafeHandles;
using Spare.Protocol;
using Spare.Runtime.Ports;

namespace Spare.Journal.Tests;

/// <summary>A directory of its own for each test, and records that differ.</summary>
internal sealed class JournalSandbox : IDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("spare-test-journal-");

    internal string Path => System.IO.Path.Combine(directory.FullName, "journal");

    internal JournalOptions Options => new() { Directory = Path };

    internal IEnumerable<string> Files => Directory.GetFiles(Path, "*.journal").Order(StringComparer.Ordinal);

    internal FileJournal Open() => FileJournal.Open(Options);

    internal FileJournal Open(Action<SafeFileHandle> confirm) => FileJournal.Open(Options, confirm);

    /// <summary>Small segments: every record of some 2 KiB and more gets a file for itself and its neighbour.</summary>
    internal FileJournal OpenSmall() => FileJournal.Open(Options with { SegmentSize = 4096 });

    internal static JournalRecord Record(ulong number, int size = 100)
    {
        var request = new byte[size / 2];
        var writeSet = new byte[size - request.Length];
        new Random((int)number).NextBytes(request);
        new Random((int)number + 1_000_000).NextBytes(writeSet);
        return new JournalRecord(
            new SequenceNumber(number * 3), new Instant((long)number * 1_000), new UpdateNumber(number),
            Digest.Of(writeSet), request, writeSet);
    }

    internal static Task<List<JournalRecord>> ReadAsync(FileJournal journal) => ReadAsync(journal, after: 0, atLeast: 0);

    internal static async Task<List<JournalRecord>> ReadAsync(FileJournal journal, ulong after, ulong atLeast)
    {
        var records = new List<JournalRecord>();
        await foreach (var record in journal.ReadAsync(new UpdateNumber(after), new UpdateNumber(atLeast), default))
        {
            records.Add(record);
        }

        return records;
    }

    internal static async Task FillAsync(FileJournal journal, ulong first, ulong last, int size = 100)
    {
        for (var number = first; number <= last; number++)
        {
            await journal.AppendAsync(Record(number, size), default);
        }
    }

    internal static void AssertEqual(IEnumerable<JournalRecord> expected, IEnumerable<JournalRecord> actual) =>
        Assert.Equal(expected.Select(Text), actual.Select(Text));

    internal static IEnumerable<JournalRecord> Records(ulong first, ulong last, int size = 100)
    {
        for (var number = first; number <= last; number++)
        {
            yield return Record(number, size);
        }
    }

    public void Dispose() => directory.Delete(recursive: true);

    private static string Text(JournalRecord record) =>
        $"{record.Sequence} {record.Time} {record.Update} {record.Chain} {Convert.ToHexString(record.Request.Span)} "
        + Convert.ToHexString(record.WriteSet.Span);
}
