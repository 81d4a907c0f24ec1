using Spare.Protocol;
using Spare.Replication.Updates;
using Spare.Runtime.Ports;

namespace Spare.Journal.Tests;

public sealed class BaseFileTests : IDisposable
{
    private static readonly BaseMachine Base = new(
        new VirtualMachineName("r1f-2"),
        new JournalEnd(new SequenceNumber(7), new Instant(-3), new UpdateNumber(5), Digest.Of("x"u8)));

    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("spare-base-");

    private string Path => System.IO.Path.Combine(directory.FullName, "base");

    public void Dispose() => directory.Delete(recursive: true);

    [Fact]
    public async Task What_was_written_is_read()
    {
        Assert.Null(Open().Read());
        await Open().WriteAsync(Base, default);
        Assert.Equal(Base, Open().Read());

        await Open().WriteAsync(Base with { Name = new VirtualMachineName("other") }, default);
        Assert.Equal("other", Open().Read()!.Name.Value);

        await Open().WriteAsync(null, default);
        Assert.Null(Open().Read());
    }

    [Fact]
    public async Task A_torn_next_file_changes_nothing()
    {
        await Open().WriteAsync(Base, default);
        await File.WriteAllTextAsync($"{Path}.next", "spare-b");

        Assert.Equal(Base, Open().Read());
    }

    [Fact]
    public async Task Any_changed_or_missing_byte_is_damage()
    {
        await Open().WriteAsync(Base, default);
        var whole = await File.ReadAllBytesAsync(Path);
        for (var at = 0; at < whole.Length; at++)
        {
            await File.WriteAllBytesAsync(Path, whole[..at]);
            Assert.Throws<JournalException>(() => Open().Read());
            var changed = whole.ToArray();
            changed[at] ^= 1;
            await File.WriteAllBytesAsync(Path, changed);
            Assert.Throws<JournalException>(() => Open().Read());
        }
    }

    private BaseFile Open() => new(directory.FullName);
}
