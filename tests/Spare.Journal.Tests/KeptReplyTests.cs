using Spare.Protocol;
using Spare.Protocol.Http;
using Spare.Protocol.Messages;
using Spare.Replication.Repeats;
using Spare.Replication.Updates;
using Spare.Runtime.Ports;
using static Spare.Journal.Tests.JournalSandbox;

namespace Spare.Journal.Tests;

/// <summary>Replies that are kept under keys: in the records, and where the records before are gone.</summary>
public sealed class KeptReplyTests : IDisposable
{
    private readonly JournalSandbox sandbox = new();

    public void Dispose() => sandbox.Dispose();

    [Fact]
    public async Task A_record_keeps_its_reply()
    {
        await using (var journal = sandbox.Open())
        {
            await journal.AppendAsync(Named(1), default);
            await journal.AppendAsync(Record(2), default);
            Assert.Equal([Reply(1)], journal.Kept.AsEnumerable());
        }

        await using var reopened = sandbox.Open();
        var records = await ReadAsync(reopened);
        Assert.Equal([Reply(1), null], records.Select(record => record.Kept));
        AssertEqual([Record(1), Record(2)], records);
        Assert.Equal([Reply(1)], reopened.Kept.AsEnumerable());
    }

    [Fact]
    public async Task Replies_outlive_the_truncation_of_their_records()
    {
        await using (var journal = sandbox.OpenSmall())
        {
            await FillNamedAsync(journal, 1, 20);
            await journal.TruncateAsync(new UpdateNumber(20), default);
            Assert.DoesNotContain(new UpdateNumber(5), (await ReadAsync(journal)).Select(record => record.Update));
        }

        await using var reopened = sandbox.OpenSmall();
        Assert.Equal(Replies(1, 20), reopened.Kept.AsEnumerable());
    }

    [Theory]
    [InlineData(9, false)]
    [InlineData(10, true)]
    [InlineData(20, true)]
    public async Task What_was_kept_at_an_earlier_place_is_found(ulong update, bool truncate)
    {
        await using var journal = sandbox.OpenSmall();
        await FillNamedAsync(journal, 1, 20);
        if (truncate)
        {
            await journal.TruncateAsync(new UpdateNumber(10), default);
        }

        Assert.Equal(Replies(1, update), (await journal.KeptAtAsync(new UpdateNumber(update), default)).AsEnumerable());
    }

    [Fact]
    public async Task A_reset_journal_knows_what_it_was_given()
    {
        var end = new JournalEnd(new SequenceNumber(900), new Instant(900_000), new UpdateNumber(300), default);
        await using (var journal = sandbox.Open())
        {
            await FillNamedAsync(journal, 1, 3);
            await journal.ResetAsync(end, [Reply(300)], default);
            Assert.Equal([Reply(300)], journal.Kept.AsEnumerable());
        }

        await using (var reopened = sandbox.Open())
        {
            Assert.Equal([Reply(300)], reopened.Kept.AsEnumerable());
            Assert.Equal([Reply(300)], (await reopened.KeptAtAsync(end.Update, default)).AsEnumerable());
            await FillNamedAsync(reopened, 301, 302);
            Assert.Equal([Reply(300), Reply(301)], (await reopened.KeptAtAsync(new UpdateNumber(301), default)).AsEnumerable());
        }

        await using var again = sandbox.Open();
        Assert.Equal([Reply(300), Reply(301), Reply(302)], again.Kept.AsEnumerable());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_damaged_or_missing_file_of_replies_is_damage(bool missing)
    {
        await using (var journal = sandbox.OpenSmall())
        {
            await FillNamedAsync(journal, 1, 20);
            await journal.TruncateAsync(new UpdateNumber(20), default);
        }

        var file = Directory.GetFiles(sandbox.Path, "*.kept").Order(StringComparer.Ordinal).First();
        var bytes = await File.ReadAllBytesAsync(file);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(file, bytes);
        if (missing)
        {
            File.Delete(file);
        }

        await using var reopened = sandbox.OpenSmall();
        Assert.Contains(file, reopened.Damage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_of_replies_go_with_their_segments()
    {
        await using var journal = sandbox.OpenSmall();
        await FillNamedAsync(journal, 1, 20);
        await File.WriteAllTextAsync(Path.Combine(sandbox.Path, "00000000000000000009.kept"), "left over");
        await journal.TruncateAsync(new UpdateNumber(20), default);
        await journal.DisposeAsync();

        await using var reopened = sandbox.OpenSmall();
        Assert.Equal(
            sandbox.Files.Select(file => Path.ChangeExtension(file, ".kept")),
            Directory.GetFiles(sandbox.Path, "*.kept").Order(StringComparer.Ordinal));
    }

    private static async Task FillNamedAsync(FileJournal journal, ulong first, ulong last)
    {
        for (var number = first; number <= last; number++)
        {
            await journal.AppendAsync(Named(number), default);
        }
    }

    private static JournalRecord Named(ulong number) => Record(number, number == 1 ? 100 : 1000) with { Kept = Reply(number) };

    private static IEnumerable<KeptReply> Replies(ulong first, ulong last)
    {
        for (var number = first; number <= last; number++)
        {
            yield return Reply(number);
        }
    }

    private static KeptReply Reply(ulong number)
    {
        var record = Record(number);
        return new KeptReply(
            new IdempotencyKey(Digest.Of(BitConverter.GetBytes(number)), record.Chain), record.Sequence, record.Time,
            Outcome.Replied, BitConverter.GetBytes(number));
    }
}
