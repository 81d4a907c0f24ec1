using Microsoft.Win32.SafeHandles;
using Spare.Runtime.Ports;
using static Spare.Journal.Tests.JournalSandbox;

namespace Spare.Journal.Tests;

/// <summary>The disk of these tests confirms when the test says so.</summary>
public sealed class GroupCommitTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly JournalSandbox sandbox = new();
    private readonly SemaphoreSlim asked = new(0);
    private readonly SemaphoreSlim answer = new(0);

    public void Dispose()
    {
        sandbox.Dispose();
        asked.Dispose();
        answer.Dispose();
    }

    [Fact]
    public async Task Records_that_come_while_the_disk_is_busy_share_one_confirmation()
    {
        await using var journal = sandbox.Open(ConfirmOnAnswer);
        var first = journal.AppendAsync(Record(1), default).AsTask();
        await AskedAsync();
        var others = Records(2, 101).Select(record => journal.AppendAsync(record, default).AsTask()).ToList();

        answer.Release(2);
        await Task.WhenAll(others.Prepend(first)).WaitAsync(Patience);

        Assert.Equal(2, journal.Confirmations);
        AssertEqual(Records(1, 101), await ReadAsync(journal));
    }

    [Fact]
    public async Task A_record_is_not_durable_before_the_disk_has_confirmed_it()
    {
        await using var journal = sandbox.Open(ConfirmOnAnswer);
        var append = journal.AppendAsync(Record(1), default).AsTask();

        await AskedAsync();
        Assert.False(append.IsCompleted);

        answer.Release();
        await append.WaitAsync(Patience);
    }

    [Fact]
    public async Task Callers_beyond_the_number_of_records_wait_in_their_order()
    {
        await using var journal = FileJournal.Open(sandbox.Options with { QueueRecordsMaximum = 3 }, ConfirmOnAnswer);

        await DemandBoundAsync(journal, size: 100);
    }

    [Fact]
    public async Task Callers_beyond_the_number_of_bytes_wait_in_their_order()
    {
        await using var journal = FileJournal.Open(sandbox.Options with { QueueBytesMaximum = 3500 }, ConfirmOnAnswer);

        await DemandBoundAsync(journal, size: 1000);
    }

    [Fact]
    public async Task A_record_larger_than_the_queue_goes_alone()
    {
        await using var journal = FileJournal.Open(sandbox.Options with { QueueBytesMaximum = 10 });

        await FillAsync(journal, 1, 3, 10_000);

        AssertEqual(Records(1, 3, 10_000), await ReadAsync(journal));
    }

    [Fact]
    public async Task A_caller_that_gives_up_waiting_for_room_has_appended_nothing()
    {
        await using var journal = FileJournal.Open(sandbox.Options with { QueueRecordsMaximum = 1 }, ConfirmOnAnswer);
        var first = journal.AppendAsync(Record(1), default).AsTask();
        await AskedAsync();
        using var patience = new CancellationTokenSource();
        var second = journal.AppendAsync(Record(2), patience.Token).AsTask();

        await patience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        answer.Release(2);
        await first.WaitAsync(Patience);
        await journal.AppendAsync(Record(2), default).AsTask().WaitAsync(Patience);
        AssertEqual(Records(1, 2), await ReadAsync(journal));
    }

    [Fact]
    public async Task At_an_interval_records_do_not_wait_for_the_disk_but_the_disk_is_asked()
    {
        var options = sandbox.Options with { Sync = new JournalSync.Interval(TimeSpan.FromMilliseconds(50)) };
        await using var journal = FileJournal.Open(options, ConfirmOnAnswer);

        await journal.AppendAsync(Record(1), default).AsTask().WaitAsync(Patience);

        await AskedAsync();
        answer.Release();
    }

    [Fact]
    public async Task Closing_makes_everything_durable()
    {
        var options = sandbox.Options with { Sync = new JournalSync.Interval(TimeSpan.FromSeconds(60)) };
        answer.Release();
        await using (var journal = FileJournal.Open(options, ConfirmOnAnswer))
        {
            await FillAsync(journal, 1, 3);
        }

        await AskedAsync();
        await using var reopened = sandbox.Open();
        AssertEqual(Records(1, 3), await ReadAsync(reopened));
    }

    [Fact]
    public async Task A_disk_that_refuses_ends_the_journal()
    {
        await using var journal = sandbox.Open(_ => throw new IOException("No such luck"));

        var refused = await Assert.ThrowsAsync<JournalException>(() => journal.AppendAsync(Record(1), default).AsTask());

        Assert.Contains("No such luck", refused.Message, StringComparison.Ordinal);
        Assert.Contains(sandbox.Files.Single(), refused.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<JournalException>(() => journal.AppendAsync(Record(2), default).AsTask());
    }

    private async Task DemandBoundAsync(FileJournal journal, int size)
    {
        var appends = Records(1, 10, size).Select(record => journal.AppendAsync(record, default).AsTask()).ToList();
        await AskedAsync();

        answer.Release(10);
        await Task.WhenAll(appends).WaitAsync(Patience);

        Assert.True(journal.Confirmations >= 4, $"{journal.Confirmations} confirmations for ten records, three at a time");
        AssertEqual(Records(1, 10, size), await ReadAsync(journal));
    }

    private void ConfirmOnAnswer(SafeFileHandle file)
    {
        asked.Release();
        Assert.True(answer.Wait(Patience), "the test did not answer");
    }

    private async Task AskedAsync() => Assert.True(await asked.WaitAsync(Patience), "the disk was not asked");
}
