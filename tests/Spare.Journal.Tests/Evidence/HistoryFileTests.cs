using Spare.Journal.Evidence;
using Spare.Protocol;
using Spare.Protocol.Admin;

namespace Spare.Journal.Tests.Evidence;

public sealed class HistoryFileTests : IDisposable
{
    private readonly DirectoryInfo sandbox = Directory.CreateTempSubdirectory("spare-test-history-");
    private readonly List<string> complaints = [];

    private static readonly ulong[] OneAndThree = [1, 3];
    private static readonly ulong[] ThreeAndOne = [3, 1];

    private string Current => Path.Combine(sandbox.FullName, "history.ndjson");

    public void Dispose() => sandbox.Delete(recursive: true);

    [Fact]
    public async Task The_last_events_that_matter_are_told_also_in_a_later_life()
    {
        await using (var history = Open())
        {
            history.Keep(Event(1));
            history.Keep(Event(2, OperatorEventKind.ReplicaUpdated));
            history.Keep(Event(3));
            Assert.Equal(OneAndThree, await NumbersAsync(history, 10));
        }

        await using var later = Open();
        later.Keep(Event(1));
        Assert.Equal(ThreeAndOne, await NumbersAsync(later, 2));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Current));
    }

    [Theory]
    [InlineData(OperatorEventKind.ReplicaConvicted)]
    [InlineData(OperatorEventKind.ReplicaReplaced)]
    [InlineData(OperatorEventKind.RepliesDiffer)]
    public async Task Who_was_wrong_and_who_took_its_place_matters(OperatorEventKind kind)
    {
        await using var history = Open();
        history.Keep(Event(1, kind));
        Assert.Single(await NumbersAsync(history, 10));
    }

    [Fact]
    public async Task The_disk_holds_no_more_than_two_files_of_bounded_size()
    {
        await using var history = Open(bytesMaximum: 2_000);
        for (var number = 1ul; number <= 100; number++)
        {
            history.Keep(Event(number));
        }

        var numbers = await NumbersAsync(history, 1_000);
        Assert.Equal(100ul, numbers[^1]);
        Assert.InRange(numbers.Length, 5, 40);
        Assert.Equal(numbers[0] + (ulong)numbers.Length - 1, numbers[^1]);
        Assert.InRange(sandbox.EnumerateFiles().Sum(file => file.Length), 1, 4_000);
    }

    [Fact]
    public async Task A_damaged_line_costs_itself_alone()
    {
        await using (var history = Open())
        {
            history.Keep(Event(1));
        }

        File.AppendAllText(Current, "\n{\"number\": 2, \"to");
        await using var later = Open();
        later.Keep(Event(3));
        Assert.Equal(OneAndThree, await NumbersAsync(later, 10));
    }

    [Fact]
    public async Task A_disk_that_takes_nothing_is_complained_of_once()
    {
        Directory.CreateDirectory(Current);
        await using var history = Open();
        history.Keep(Event(1));
        history.Keep(Event(2));
        Assert.Empty(await NumbersAsync(history, 10));
        Assert.Contains(Current, Assert.Single(complaints), StringComparison.Ordinal);
    }

    private HistoryFile Open(long bytesMaximum = 1_000_000) => new(sandbox.FullName, complaints.Add, bytesMaximum);

    private static async Task<ulong[]> NumbersAsync(HistoryFile history, int limit) =>
        [.. (await history.ReadAsync(limit, default)).Select(happened => happened.Number)];

    private static OperatorEvent Event(ulong number, OperatorEventKind kind = OperatorEventKind.ReplicaConvicted) => new()
    {
        Number = number, Time = new Instant((long)number), Severity = Severity.Error, Kind = kind, Host = new HostId(1),
        Text = "it happened",
    };
}
