using Spare.Protocol;
using Spare.Replication.Updates;
using Spare.Runtime.Ports;
using static Spare.Journal.Tests.JournalSandbox;

namespace Spare.Journal.Tests;

/// <summary>Where the journal ends, what damage leaves of it, and how it begins anew.</summary>
public sealed class ResetTests : IDisposable
{
    private static readonly JournalEnd Base =
        new(new SequenceNumber(700), new Instant(5), new UpdateNumber(300), Digest.Of("base"u8));

    private readonly JournalSandbox sandbox = new();

    public void Dispose() => sandbox.Dispose();

    [Fact]
    public async Task The_end_is_the_newest_record_also_after_truncation_and_when_opened_again()
    {
        await using (var journal = sandbox.OpenSmall())
        {
            Assert.Null(journal.End);
            await JournalSandbox.FillAsync(journal, 1, 20, 1000);
            await journal.TruncateAsync(new UpdateNumber(20), default);
            Assert.Equal(Record(20, 1000).End, journal.End);
        }

        await using var reopened = sandbox.OpenSmall();
        Assert.Equal(Record(20, 1000).End, reopened.End);
    }

    [Fact]
    public async Task After_a_torn_end_the_end_is_the_record_before_it()
    {
        await FillAsync(4, 5);
        var file = sandbox.Files.Single();
        await File.WriteAllBytesAsync(file, (await File.ReadAllBytesAsync(file))[..^1]);

        await using var journal = sandbox.Open();

        Assert.Null(journal.Damage);
        Assert.Equal(Record(4).End, journal.End);
    }

    [Fact]
    public async Task Damage_keeps_the_records_before_it_and_refuses_further_ones()
    {
        await FillAsync(2, 9);
        var file = sandbox.Files.Single();
        var bytes = await File.ReadAllBytesAsync(file);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(file, bytes);

        await using var journal = sandbox.Open();

        Assert.NotNull(journal.Damage);
        var kept = await ReadAsync(journal);
        Assert.NotEmpty(kept);
        AssertEqual(Records(1, (ulong)kept.Count), kept);
        Assert.Equal(kept[^1].End, journal.End);
        var refused = await Assert.ThrowsAsync<JournalException>(() => journal.AppendAsync(Record(10), default).AsTask());
        Assert.Equal(journal.Damage, refused.Message);
    }

    [Fact]
    public async Task A_reset_journal_has_no_records_and_goes_on_from_the_base()
    {
        await FillAsync(4, 9);
        await using (var journal = sandbox.Open())
        {
            await journal.ResetAsync(Base, [], default);
            Assert.Empty(await ReadAsync(journal));
            Assert.Equal(Base, journal.End);
            await journal.AppendAsync(Record(301), default);
        }

        await using var reopened = sandbox.Open();
        AssertEqual([Record(301)], await ReadAsync(reopened));
        Assert.Equal(Record(301).End, reopened.End);
    }

    [Fact]
    public async Task A_reset_may_go_back_and_is_remembered_without_a_record()
    {
        var earlier = new JournalEnd(new SequenceNumber(2), new Instant(1), new UpdateNumber(1), default);
        await FillAsync(4, 9);
        await using (var journal = sandbox.Open())
        {
            await journal.ResetAsync(earlier, [], default);
        }

        await using var reopened = sandbox.Open();
        Assert.Equal(earlier, reopened.End);
        await JournalSandbox.FillAsync(reopened, 2, 3);
        AssertEqual(Records(2, 3), await ReadAsync(reopened));
    }

    [Fact]
    public async Task Damage_ends_with_a_reset()
    {
        await FillAsync(4, 9);
        var file = sandbox.Files.Single();
        await File.WriteAllTextAsync(file, new string('x', 1000));

        await using (var journal = sandbox.Open())
        {
            Assert.NotNull(journal.Damage);
            await journal.ResetAsync(Base, [], default);
            Assert.Null(journal.Damage);
            await journal.AppendAsync(Record(301), default);
        }

        await using var reopened = sandbox.Open();
        Assert.Null(reopened.Damage);
        AssertEqual([Record(301)], await ReadAsync(reopened));
    }

    [Fact]
    public async Task What_a_reset_left_when_power_was_lost_does_not_come_back()
    {
        await FillAsync(4, 9);
        var file = sandbox.Files.Single();
        var old = await File.ReadAllBytesAsync(file);
        await using (var journal = sandbox.Open())
        {
            await journal.ResetAsync(Base, [], default);
        }

        await File.WriteAllBytesAsync(file, old);

        await using var reopened = sandbox.Open();
        Assert.Empty(await ReadAsync(reopened));
        Assert.Equal(Base, reopened.End);
        Assert.Empty(sandbox.Files);
    }

    [Fact]
    public async Task A_damaged_beginning_is_damage()
    {
        await using (var journal = sandbox.Open())
        {
            await journal.ResetAsync(Base, [], default);
        }

        var file = Path.Combine(sandbox.Path, "beginning");
        var bytes = await File.ReadAllBytesAsync(file);
        bytes[20] ^= 1;
        await File.WriteAllBytesAsync(file, bytes);

        await using var reopened = sandbox.Open();
        Assert.Contains(file, reopened.Damage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_beginning_is_damage_and_no_record_is_removed()
    {
        await using (var journal = sandbox.Open())
        {
            await journal.ResetAsync(Record(10).End, [], default);
            await JournalSandbox.FillAsync(journal, 11, 20);
        }

        File.Delete(Path.Combine(sandbox.Path, "beginning"));
        await using var reopened = sandbox.Open();

        Assert.Contains("missing", reopened.Damage, StringComparison.Ordinal);
        Assert.Single(sandbox.Files);
    }

    [Fact]
    public async Task What_is_truncated_while_it_is_read_is_read_to_its_end()
    {
        await using var journal = sandbox.OpenSmall();
        await JournalSandbox.FillAsync(journal, 1, 20, 1000);
        var read = new List<JournalRecord>();

        await foreach (var record in journal.ReadAsync(UpdateNumber.None, UpdateNumber.None, default))
        {
            await journal.TruncateAsync(new UpdateNumber(20), default);
            read.Add(record);
        }

        AssertEqual(Records(1, 20, 1000), read);
    }

    /// <summary>Two lives: one write for each record of the second.</summary>
    private async Task FillAsync(ulong first, ulong second)
    {
        await using (var journal = sandbox.Open())
        {
            await JournalSandbox.FillAsync(journal, 1, first);
        }

        await using var later = sandbox.Open();
        await JournalSandbox.FillAsync(later, first + 1, second);
    }
}
