using Spare.Protocol;
using Spare.Replication.Serving;
using Spare.Runtime.Ports;

namespace Spare.Journal.Tests;

public sealed class ServingFileTests : IDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("spare-serving-");

    private string Path => System.IO.Path.Combine(directory.FullName, "serving");

    [Fact]
    public void A_host_that_never_served_has_none()
    {
        Assert.Null(new ServingFile(directory.FullName).Read());
        Assert.Null(new ServingFile(System.IO.Path.Combine(directory.FullName, "none")).Read());
    }

    [Fact]
    public async Task The_last_epoch_that_was_written_is_read_back()
    {
        await WriteAsync(4, 1, 2);
        await WriteAsync(5, 2);

        var read = new ServingFile(directory.FullName).Read();

        Assert.Equal(new Epoch(5), read?.Epoch);
        Assert.Equal([new HostId(2)], read?.Hosts.AsEnumerable() ?? []);
    }

    [Fact]
    public async Task A_host_that_found_others_serving_before_it_ever_did_says_so()
    {
        await WriteAsync(0);

        var read = new ServingFile(directory.FullName).Read();

        Assert.Equal((Epoch.None, 0), (read!.Epoch, read.Hosts.Length));
    }

    [Fact]
    public async Task What_is_left_of_an_unfinished_write_is_not_looked_at()
    {
        await WriteAsync(4, 1, 2);
        await File.WriteAllTextAsync($"{Path}.next", "epo");

        Assert.Equal(new Epoch(4), new ServingFile(directory.FullName).Read()?.Epoch);
        await WriteAsync(5, 1);
        Assert.Equal(new Epoch(5), new ServingFile(directory.FullName).Read()?.Epoch);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(16)]
    [InlineData(30)]
    public async Task A_changed_byte_is_found(int at)
    {
        await WriteAsync(4, 1, 2);
        var bytes = await File.ReadAllBytesAsync(Path);
        bytes[at] ^= 1;
        await File.WriteAllBytesAsync(Path, bytes);

        var failure = Assert.Throws<JournalException>(() => new ServingFile(directory.FullName).Read());

        Assert.Contains(Path, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_torn_file_is_found()
    {
        await WriteAsync(4, 1, 2);
        var bytes = await File.ReadAllBytesAsync(Path);
        for (var size = 0; size < bytes.Length; size++)
        {
            await File.WriteAllBytesAsync(Path, bytes[..size]);
            Assert.Throws<JournalException>(() => new ServingFile(directory.FullName).Read());
        }
    }

    [Fact]
    public async Task A_disk_that_refuses_is_named()
    {
        Directory.CreateDirectory($"{Path}.next");

        var failure = await Assert.ThrowsAsync<JournalException>(() => WriteAsync(4, 1));

        Assert.Contains(Path, failure.Message, StringComparison.Ordinal);
    }

    public void Dispose() => directory.Delete(recursive: true);

    private Task WriteAsync(ulong epoch, params uint[] hosts) => new ServingFile(directory.FullName)
        .WriteAsync(new ServingEpoch(new Epoch(epoch), [.. hosts.Select(host => new HostId(host))]), CancellationToken.None)
        .AsTask();
}
