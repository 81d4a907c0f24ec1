using Spare.Protocol;
using Spare.Runtime.Ports;
using static Spare.Journal.Tests.JournalSandbox;

namespace Spare.Journal.Tests;

public sealed class FileJournalTests : IDisposable
{
    private readonly JournalSandbox sandbox = new();

    public void Dispose() => sandbox.Dispose();

    [Fact]
    public async Task A_new_journal_is_empty()
    {
        await using var journal = sandbox.Open();

        Assert.Empty(await ReadAsync(journal));
        Assert.Equal(SequenceNumber.None, journal.Newest);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(100_000)]
    public async Task What_was_appended_is_read_again_after_a_restart(int size)
    {
        await using (var journal = sandbox.Open())
        {
            await FillAsync(journal, 1, 20, size);
        }

        await using var reopened = sandbox.Open();

        AssertEqual(Records(1, 20, size), await ReadAsync(reopened));
        Assert.Equal(0, reopened.Cut);
        Assert.Equal(Record(20).Sequence, reopened.Newest);
    }

    [Fact]
    public async Task A_reopened_journal_goes_on_where_it_ended()
    {
        for (ulong round = 0; round < 5; round++)
        {
            await using var journal = sandbox.Open();
            await FillAsync(journal, (round * 10) + 1, (round + 1) * 10);
        }

        await using var reopened = sandbox.Open();

        AssertEqual(Records(1, 50), await ReadAsync(reopened));
        Assert.Single(sandbox.Files);
    }

    [Fact]
    public async Task An_open_journal_can_be_read()
    {
        await using var journal = sandbox.Open();
        await FillAsync(journal, 1, 10);

        AssertEqual(Records(1, 10), await ReadAsync(journal));
    }

    [Fact]
    public async Task A_full_segment_is_followed_by_the_next()
    {
        await using (var journal = sandbox.OpenSmall())
        {
            await FillAsync(journal, 1, 40, 1000);
            Assert.True(sandbox.Files.Count() > 5);
            Assert.All(sandbox.Files, file => Assert.True(new FileInfo(file).Length <= 4096));
        }

        await using var reopened = sandbox.OpenSmall();

        AssertEqual(Records(1, 40, 1000), await ReadAsync(reopened));
    }

    [Fact]
    public async Task A_record_larger_than_a_segment_has_one_for_itself()
    {
        await using var journal = sandbox.OpenSmall();
        await FillAsync(journal, 1, 1);
        await FillAsync(journal, 2, 2, 10_000);
        await FillAsync(journal, 3, 3);

        Assert.Equal(3, sandbox.Files.Count());
        AssertEqual([Record(1), Record(2, 10_000), Record(3)], await ReadAsync(journal));
    }

    [Fact]
    public async Task Truncation_drops_whole_segments_behind_an_update()
    {
        await using var journal = sandbox.OpenSmall();
        await FillAsync(journal, 1, 40, 1000);
        var before = sandbox.Files.Count();

        await journal.TruncateAsync(new UpdateNumber(20), default);

        var kept = await ReadAsync(journal);
        Assert.True(sandbox.Files.Count() < before);
        Assert.True(kept[0].Update.Value is > 15 and <= 21, $"kept from {kept[0].Update}");
        AssertEqual(Records(kept[0].Update.Value, 40, 1000), kept);
    }

    [Fact]
    public async Task Truncation_leaves_the_segment_that_is_written()
    {
        await using (var journal = sandbox.OpenSmall())
        {
            await FillAsync(journal, 1, 40, 1000);
            await journal.TruncateAsync(new UpdateNumber(1000), default);
            Assert.Single(sandbox.Files);
            await FillAsync(journal, 41, 60, 1000);
        }

        await using var reopened = sandbox.OpenSmall();

        Assert.Equal(Record(60).Sequence, (await ReadAsync(reopened))[^1].Sequence);
    }

    [Fact]
    public async Task Truncation_behind_the_oldest_record_drops_nothing()
    {
        await using var journal = sandbox.OpenSmall();
        await FillAsync(journal, 1, 40, 1000);

        await journal.TruncateAsync(UpdateNumber.None, default);

        AssertEqual(Records(1, 40, 1000), await ReadAsync(journal));
    }

    [Fact]
    public async Task A_second_process_is_refused()
    {
        await using var journal = sandbox.Open();

        var refused = Assert.Throws<JournalException>(sandbox.Open);

        Assert.Contains("in use", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_closed_journal_refuses_records()
    {
        var journal = sandbox.Open();
        await journal.DisposeAsync();

        await Assert.ThrowsAsync<JournalException>(() => journal.AppendAsync(Record(1), default).AsTask());
    }

    [Fact]
    public async Task A_record_out_of_order_is_a_defect_of_the_caller()
    {
        await using var journal = sandbox.Open();
        await FillAsync(journal, 1, 5);

        await Assert.ThrowsAsync<InvariantBrokenException>(() => journal.AppendAsync(Record(5), default).AsTask());

        await FillAsync(journal, 6, 6);
        AssertEqual(Records(1, 6), await ReadAsync(journal));
    }

    [Fact]
    public async Task A_record_over_the_bound_is_refused_and_harms_nothing()
    {
        await using var journal = FileJournal.Open(sandbox.Options with { RecordMaximum = 1000 });

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            () => journal.AppendAsync(Record(1, 1001), default).AsTask());

        await journal.AppendAsync(Record(1, 1000), default);
    }

    [Fact]
    public void Wrong_options_are_named_all_at_once()
    {
        var wrong = sandbox.Options with
        {
            SegmentSize = 1,
            QueueRecordsMaximum = 0,
            RecordMaximum = 0,
            Sync = new JournalSync.Interval(TimeSpan.Zero),
        };

        var refused = Assert.Throws<JournalException>(() => FileJournal.Open(wrong));

        Assert.All(
            ["segment", "queue", "record", "interval"],
            word => Assert.Contains(word, refused.Message, StringComparison.Ordinal));
    }
}
