using System.Buffers;
using static Spare.Journal.Tests.JournalSandbox;

namespace Spare.Journal.Tests;

public sealed class RecoveryTests : IDisposable
{
    private readonly JournalSandbox sandbox = new();

    public void Dispose() => sandbox.Dispose();

    [Fact]
    public async Task A_last_record_torn_at_any_byte_is_dropped_and_all_before_it_kept()
    {
        await WriteAsync(4);
        var file = sandbox.Files.Single();
        var whole = await File.ReadAllBytesAsync(file);
        await WriteAsync(5);
        var longer = await File.ReadAllBytesAsync(file);

        for (var length = whole.Length; length < longer.Length; length++)
        {
            await File.WriteAllBytesAsync(file, longer[..length]);
            await using var journal = sandbox.Open();

            AssertEqual(Records(1, 4), await ReadAsync(journal));
            Assert.Equal(length - whole.Length, journal.Cut);
            Assert.Equal(whole.Length, new FileInfo(file).Length);
        }
    }

    [Fact]
    public async Task After_a_torn_end_the_journal_goes_on()
    {
        await WriteAsync(5);
        var file = sandbox.Files.Single();
        await File.WriteAllBytesAsync(file, (await File.ReadAllBytesAsync(file))[..^1]);

        await using (var journal = sandbox.Open())
        {
            await FillAsync(journal, 5, 8);
        }

        await using var reopened = sandbox.Open();
        AssertEqual(Records(1, 8), await ReadAsync(reopened));
    }

    [Fact]
    public async Task A_last_write_of_which_only_the_length_reached_the_disk_is_dropped()
    {
        await WriteAsync(4);
        var file = sandbox.Files.Single();
        await using (var stream = new FileStream(file, FileMode.Append))
        {
            stream.Write(new byte[500]);
        }

        await using var journal = sandbox.Open();

        AssertEqual(Records(1, 4), await ReadAsync(journal));
        Assert.Equal(500, journal.Cut);
    }

    [Fact]
    public async Task Any_flipped_bit_before_the_last_write_is_damage_with_file_and_offset()
    {
        await WriteAsync(2, size: 20);
        var file = sandbox.Files.Single();
        var guarded = new FileInfo(file).Length;
        await WriteAsync(3, size: 20);
        var bytes = await File.ReadAllBytesAsync(file);

        for (var bit = 0; bit < guarded * 8; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            await File.WriteAllBytesAsync(file, bytes);
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));

            await using var journal = sandbox.Open();

            Assert.Contains(file, journal.Damage, StringComparison.Ordinal);
            Assert.Contains("offset", journal.Damage, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(100, 5UL)]
    public async Task A_damaged_journal_tells_its_last_update_while_its_newest_file_begins_like_one(int at, ulong? update)
    {
        await WriteAsync(2, size: 20);
        await WriteAsync(5, size: 20);
        var file = sandbox.Files.Single();
        var bytes = await File.ReadAllBytesAsync(file);
        bytes[at] ^= 1;
        await File.WriteAllBytesAsync(file, [.. bytes, .. bytes[^10..]]);

        await using var journal = sandbox.Open();

        Assert.NotNull(journal.Damage);
        Assert.Equal(update, journal.DamagedEnd?.Value);
    }

    [Fact]
    public async Task A_journal_with_a_gap_tells_its_last_update()
    {
        await WriteSmallAsync(20);
        File.Delete(sandbox.Files.ElementAt(1));

        await using (var journal = sandbox.OpenSmall())
        {
            Assert.Equal(Record(20).Update, journal.DamagedEnd);
            await journal.ResetAsync(Record(3).End, [], default);
            Assert.Null(journal.DamagedEnd);
        }

        await using var whole = sandbox.OpenSmall();
        Assert.Null(whole.DamagedEnd);
    }

    [Fact]
    public async Task No_flipped_bit_in_the_last_write_is_taken_for_a_record()
    {
        await WriteAsync(2, size: 20);
        var file = sandbox.Files.Single();
        var guarded = new FileInfo(file).Length;
        await WriteAsync(3, size: 20);
        var bytes = await File.ReadAllBytesAsync(file);

        for (var bit = guarded * 8; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << (int)(bit % 8));
            await File.WriteAllBytesAsync(file, bytes);
            bytes[bit / 8] ^= (byte)(1 << (int)(bit % 8));
            await using var journal = sandbox.Open();

            AssertEqual(Records(1, 2, 20), await ReadAsync(journal));
        }
    }

    [Fact]
    public async Task A_torn_end_in_an_older_segment_is_damage()
    {
        await WriteSmallAsync(20);
        var file = sandbox.Files.First();
        await File.WriteAllBytesAsync(file, (await File.ReadAllBytesAsync(file))[..^1]);

        await using var journal = sandbox.OpenSmall();

        Assert.Contains(file, journal.Damage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_segment_is_a_gap()
    {
        await WriteSmallAsync(20);
        File.Delete(sandbox.Files.ElementAt(1));

        await using var journal = sandbox.OpenSmall();

        Assert.Contains("gap", journal.Damage, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(17)]
    [InlineData(40)]
    public async Task A_segment_that_was_just_being_begun_is_dropped(int length)
    {
        await WriteSmallAsync(20);
        var begun = Path.Combine(sandbox.Path, "99999999999999999999.journal");
        await File.WriteAllBytesAsync(begun, new byte[length]);

        await using var journal = sandbox.OpenSmall();

        AssertEqual(Records(1, 20, 1000), await ReadAsync(journal));
        Assert.False(File.Exists(begun));
    }

    [Fact]
    public async Task A_first_record_of_a_segment_that_is_torn_is_dropped_and_the_journal_goes_on()
    {
        await using (var journal = sandbox.OpenSmall())
        {
            await FillAsync(journal, 1, 3, 3000);
        }

        var file = sandbox.Files.Last();
        var whole = await File.ReadAllBytesAsync(file);
        foreach (var length in (int[])[0, 39, 40, 41, 59, 60, 61, 1000, whole.Length - 1])
        {
            await File.WriteAllBytesAsync(file, whole[..length]);
            await using (var journal = sandbox.OpenSmall())
            {
                Assert.Equal((Record(2, 3000).End, null), (journal.End, journal.Damage));
                Assert.Equal(length, journal.Cut);
                await FillAsync(journal, 3, 3, 3000);
            }

            await using var reopened = sandbox.OpenSmall();
            AssertEqual(Records(1, 3, 3000), await ReadAsync(reopened));
        }
    }

    [Fact]
    public async Task A_first_record_of_all_that_is_torn_leaves_a_journal_that_has_never_had_anything()
    {
        await WriteAsync(1);
        var file = sandbox.Files.Single();
        await File.WriteAllBytesAsync(file, (await File.ReadAllBytesAsync(file))[..^1]);

        await using var journal = sandbox.Open();

        Assert.Equal((null, null), (journal.End, journal.Damage));
        Assert.Empty(sandbox.Files);
    }

    [Fact]
    public async Task A_request_that_looks_like_a_later_write_does_not_pass_for_one()
    {
        await WriteAsync(4);
        var file = sandbox.Files.Single();
        var end = new FileInfo(file).Length;
        var forged = new ArrayBufferWriter<byte>();
        Frame.Format(forged, [Record(6)], confirmed: long.MaxValue, salt: 0);
        await using (var journal = sandbox.Open())
        {
            await journal.AppendAsync(Record(5) with { Request = forged.WrittenMemory }, default);
        }

        await File.WriteAllBytesAsync(file, (await File.ReadAllBytesAsync(file))[..^1]);
        await using var reopened = sandbox.Open();

        AssertEqual(Records(1, 4), await ReadAsync(reopened));
        Assert.Equal(end, new FileInfo(file).Length);
    }

    [Fact]
    public async Task A_file_of_another_kind_is_damage()
    {
        Directory.CreateDirectory(sandbox.Path);
        var file = Path.Combine(sandbox.Path, "00000000000000000001.journal");
        await File.WriteAllTextAsync(file, new string('x', 1000));

        await using var journal = sandbox.Open();

        Assert.Contains(file, journal.Damage, StringComparison.Ordinal);
    }

    /// <summary>One write each: the records up to the last one that are not there yet.</summary>
    private async Task WriteAsync(ulong last, int size = 100)
    {
        await using var journal = sandbox.Open();
        var first = (journal.Newest.Value / 3) + 1;
        await FillAsync(journal, first, last, size);
    }

    private async Task WriteSmallAsync(ulong last)
    {
        await using var journal = sandbox.OpenSmall();
        await FillAsync(journal, 1, last, 1000);
    }
}
