using Spare.Journal;
using Spare.Protocol;
using Spare.Runtime.Ports;

namespace Spare.Daemon.Tests;

/// <summary>What a daemon says of those before it, from the files that they left.</summary>
public sealed class FormerDaemonTests : IDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("spare-former-");

    public void Dispose() => directory.Delete(recursive: true);

    [Fact]
    public async Task There_was_none_where_nothing_is() => Assert.Null(await ReadAsync());

    [Fact]
    public async Task It_says_how_far_the_journal_goes()
    {
        await AppendAsync(3);

        Assert.Equal("It was here before, with updates up to u3.", (await ReadAsync())?.ToString());
    }

    [Fact]
    public async Task It_says_how_much_of_an_unfinished_write_was_cut_off()
    {
        await AppendAsync(3);
        var file = Assert.Single(directory.GetFiles("*.journal"));
        var length = file.Length;
        await AppendAsync(4, first: 4);
        await using (var torn = file.OpenWrite())
        {
            torn.SetLength(length + 7);
        }

        var former = await ReadAsync();

        Assert.Equal(
            "It was here before, with updates up to u3. 7 bytes of an unfinished write at the end of its journal were cut off.",
            former?.ToString());
        Assert.Null(former?.Damage);
    }

    private FileJournal Open() => FileJournal.Open(new JournalOptions { Directory = directory.FullName });

    private async Task AppendAsync(ulong last, ulong first = 1)
    {
        await using var journal = Open();
        for (var number = first; number <= last; number++)
        {
            await journal.AppendAsync(
                new JournalRecord(new SequenceNumber(number), default, new UpdateNumber(number), default, new byte[100], new byte[100]),
                CancellationToken.None);
        }
    }

    private async Task<FormerDaemon?> ReadAsync()
    {
        await using var journal = Open();
        return FormerDaemon.Read(journal, new ServingFile(directory.FullName), new BaseFile(directory.FullName));
    }
}
