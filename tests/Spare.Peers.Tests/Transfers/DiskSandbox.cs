using System.Diagnostics.CodeAnalysis;
using Spare.Journal;
using Spare.Peers.Transfers;
using Spare.Protocol;
using Spare.Replication.Updates;
using Spare.Runtime.Ports;

namespace Spare.Peers.Tests.Transfers;

/// <summary>The disk of one host: a real journal in a directory of its own, and a base in memory.</summary>
internal sealed class DiskSandbox : IAsyncDisposable
{
    public static readonly Digest Configuration = Digest.Of("configuration"u8);

    private readonly DirectoryInfo? directory;
    private readonly string path;

    public DiskSandbox(Func<IJournal, IJournal>? wrap = null)
        : this(Directory.CreateTempSubdirectory("spare-test-catchup-"), wrap)
    {
    }

    /// <summary>On a disk of the test's own.</summary>
    public DiskSandbox(string path)
    {
        this.path = path;
        Open(null);
    }

    private DiskSandbox(DirectoryInfo directory, Func<IJournal, IJournal>? wrap)
    {
        this.directory = directory;
        path = directory.FullName;
        Open(wrap);
    }

    public FileJournal Journal { get; private set; }

    public FakeTransfer Base { get; private set; }

    public HostDisk Disk { get; private set; }

    /// <param name="history">Two records of one number agree if they are of the same history.</param>
    public static JournalRecord Record(ulong number, int size = 100, string history = "") => new(
        new SequenceNumber(number * 3), new Instant((long)number * 1_000), new UpdateNumber(number),
        Digest.Of(BitConverter.GetBytes(number).Concat(history.Select(letter => (byte)letter)).ToArray()),
        BitConverter.GetBytes(number), new byte[size]);

    public static JournalEnd At(ulong number) => Record(number).End;

    public async Task AppendAsync(ulong first, ulong last, int size = 100, string history = "")
    {
        var appends = new List<Task>();
        for (var number = first; number <= last; number++)
        {
            appends.Add(Journal.AppendAsync(Record(number, size, history), default).AsTask());
        }

        await Task.WhenAll(appends);
    }

    /// <summary>A base that has all updates up to that number.</summary>
    public void SetBase(ulong number, int size)
    {
        Base.Disk = new byte[size];
        new Random((int)number).NextBytes(Base.Disk);
        Base.End = At(number);
    }

    public async Task<List<ulong>> UpdatesAsync()
    {
        var found = new List<ulong>();
        await foreach (var record in Journal.ReadAsync(UpdateNumber.None, UpdateNumber.None, default))
        {
            Assert.Equal(record.Update.Value, BitConverter.ToUInt64(record.Request.Span));
            found.Add(record.Update.Value);
        }

        return found;
    }

    public static List<ulong> Numbers(int first, int last) =>
        [.. Enumerable.Range(first, last - first + 1).Select(number => (ulong)number)];

    /// <summary>The daemon ends and starts.</summary>
    public async Task ReopenAsync()
    {
        await Journal.DisposeAsync();
        Open(null);
    }

    public async Task DamageAsync()
    {
        await Journal.DisposeAsync();
        DamageFile();
        Open(null);
    }

    /// <summary>One bit in the middle of a file that is complete.</summary>
    public void DamageFile()
    {
        var files = Directory.GetFiles(path, "*.journal").Order(StringComparer.Ordinal).ToArray();
        Assert.True(files.Length > 2, "there are too few files");
        using var file = File.Open(files[1], FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        file.Position = file.Length / 2;
        var was = file.ReadByte();
        file.Position--;
        file.WriteByte((byte)(was ^ 1));
    }

    public async ValueTask DisposeAsync()
    {
        await Journal.DisposeAsync();
        directory?.Delete(recursive: true);
    }

    [MemberNotNull(nameof(Journal), nameof(Base), nameof(Disk))]
    private void Open(Func<IJournal, IJournal>? wrap)
    {
        Journal = FileJournal.Open(new JournalOptions { Directory = path, SegmentSize = 64 * 1024 });
        var seen = wrap is null ? Journal : wrap(Journal);
        Base = new FakeTransfer(seen);
        Disk = new HostDisk(seen, Base, Configuration);
    }
}
