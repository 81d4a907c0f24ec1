using Spare.Protocol;
using Spare.Runtime.Ports;
using static Spare.Journal.Tests.JournalSandbox;

namespace Spare.Journal.Tests;

/// <summary>What a passive replica is made from: the journal is read while the service goes on writing it.</summary>
public sealed class ReadingTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly JournalSandbox sandbox = new();

    public void Dispose() => sandbox.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(17)]
    [InlineData(39)]
    [InlineData(40)]
    public async Task Only_later_updates_are_read_across_segments(ulong after)
    {
        await using var journal = sandbox.OpenSmall();
        await FillAsync(journal, 1, 40, 1000);
        Assert.True(sandbox.Files.Count() > 5);

        AssertEqual(Records(after + 1, 40, 1000), await ReadAsync(journal, after, atLeast: 40));
    }

    [Fact]
    public async Task Later_updates_are_found_in_a_large_file_without_reading_all_before_them()
    {
        await using (var journal = sandbox.Open())
        {
            await FillAsync(journal, 1, 60, 10_000);
            await DemandSkippingAsync(journal, 60);
        }

        await using var reopened = sandbox.Open();
        await FillAsync(reopened, 61, 100, 10_000);
        await DemandSkippingAsync(reopened, 100);
    }

    [Fact]
    public async Task Reading_waits_for_the_update_that_is_wanted()
    {
        await using var journal = sandbox.Open();
        await FillAsync(journal, 1, 3);

        var reading = ReadAsync(journal, after: 1, atLeast: 5);
        await FillAsync(journal, 4, 4);
        Assert.False(reading.IsCompleted);
        await FillAsync(journal, 5, 5);

        AssertEqual(Records(2, 5), await reading.WaitAsync(Patience));
    }

    [Fact]
    public async Task What_the_disk_has_not_confirmed_is_waited_for()
    {
        using var confirming = new ManualResetEventSlim(false);
        await using var journal = sandbox.Open(_ => confirming.Wait());
        var appending = journal.AppendAsync(Record(1), default);

        var reading = ReadAsync(journal, after: 0, atLeast: 1);

        Assert.False(reading.IsCompleted);
        confirming.Set();
        AssertEqual([Record(1)], await reading.WaitAsync(Patience));
        await appending;
    }

    [Fact]
    public async Task A_reader_sees_everything_that_was_confirmed_while_others_append()
    {
        await using var journal = sandbox.OpenSmall();
        await FillAsync(journal, 1, 1, 1000);
        var appending = Task.Run(() => FillAsync(journal, 2, 200, 1000));

        for (ulong atLeast = 1; atLeast <= 200; atLeast += 20)
        {
            var records = await ReadAsync(journal, after: 0, atLeast).WaitAsync(Patience);

            Assert.True((ulong)records.Count >= atLeast);
            AssertEqual(Records(1, (ulong)records.Count, 1000), records);
        }

        await appending;
        AssertEqual(Records(1, 200, 1000), await ReadAsync(journal, after: 0, atLeast: 200));
    }

    [Fact]
    public async Task What_was_appended_during_a_reading_does_not_disturb_it()
    {
        await using var journal = sandbox.OpenSmall();
        await FillAsync(journal, 1, 10, 1000);
        var records = new List<JournalRecord>();

        await foreach (var record in journal.ReadAsync(UpdateNumber.None, new UpdateNumber(10), default))
        {
            records.Add(record);
            var next = 10 + (ulong)records.Count;
            await FillAsync(journal, next, next, 1000);
        }

        AssertEqual(Records(1, 10, 1000), records);
    }

    [Fact]
    public async Task After_a_truncation_what_is_needed_is_still_there()
    {
        await using var journal = sandbox.OpenSmall();
        await FillAsync(journal, 1, 40, 1000);
        await journal.TruncateAsync(new UpdateNumber(20), default);

        AssertEqual(Records(21, 40, 1000), await ReadAsync(journal, after: 20, atLeast: 40));
    }

    [Fact]
    public async Task A_torn_end_is_not_read()
    {
        await using (var journal = sandbox.Open())
        {
            await FillAsync(journal, 1, 10);
        }

        var file = sandbox.Files.Single();
        using (var torn = File.OpenWrite(file))
        {
            torn.SetLength(torn.Length - 7);
        }

        await using var reopened = sandbox.Open();

        AssertEqual(Records(5, 9), await ReadAsync(reopened, after: 4, atLeast: 9));
    }

    [Fact]
    public async Task A_journal_that_fails_tells_those_who_wait()
    {
        await using var journal = sandbox.Open(_ => throw new IOException("no space"));
        var reading = ReadAsync(journal, after: 0, atLeast: 1);

        await Assert.ThrowsAsync<JournalException>(() => journal.AppendAsync(Record(1), default).AsTask());

        var failed = await Assert.ThrowsAsync<JournalException>(() => reading.WaitAsync(Patience));
        Assert.Contains("no space", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_journal_that_is_closed_tells_those_who_wait()
    {
        var journal = sandbox.Open();
        var reading = ReadAsync(journal, after: 0, atLeast: 1);

        await journal.DisposeAsync();

        await Assert.ThrowsAsync<JournalException>(() => reading.WaitAsync(Patience));
    }

    /// <summary>Reads from everywhere, and with the beginning damaged from the end.</summary>
    private async Task DemandSkippingAsync(FileJournal journal, ulong last)
    {
        for (ulong after = 0; after <= last; after++)
        {
            AssertEqual(Records(after + 1, last, 10_000), await ReadAsync(journal, after, atLeast: 0));
        }

        using var file = File.Open(sandbox.Files.Single(), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        Flip(file);
        AssertEqual(Records(last, last, 10_000), await ReadAsync(journal, last - 1, atLeast: 0));
        await Assert.ThrowsAsync<JournalException>(() => ReadAsync(journal, after: 0, atLeast: 0));
        Flip(file);
    }

    private static void Flip(FileStream file)
    {
        file.Position = 1000;
        var was = file.ReadByte();
        file.Position = 1000;
        file.WriteByte((byte)(was ^ 1));
        file.Flush();
    }
}
