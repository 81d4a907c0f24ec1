using Spare.Postgres.Apply;
using Spare.Postgres.Capture;
using Spare.Protocol;
using Spare.Protocol.Agents;
using Spare.Protocol.WriteSets;

namespace Spare.Postgres.Tests;

/// <summary>Writes executed one after the other on one database, with what the capture said of each.</summary>
internal sealed class RecordedWrites(PreparedDatabase database, WriteSetCapture capture) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private ulong sequence;

    public List<WriteSet> WriteSets { get; } = [];

    public WriteSetCapture Capture => capture;

    public static async Task<RecordedWrites> OnAsync(PreparedDatabase database, WriteSetBounds? bounds = null) =>
        new(database, await database.StartCaptureAsync(bounds));

    public async Task<CaptureEvent> NextAsync() => await capture.Events.ReadAsync().AsTask().WaitAsync(Patience);

    public async Task<CaptureEvent> RunAsync(string sql)
    {
        var number = new SequenceNumber(++sequence);
        await capture.BeginWriteAsync(number, CancellationToken.None);
        await database.ExecuteAsOwnerAsync(sql);
        Assert.Null(await capture.EndWriteAsync(number, Patience, null, CancellationToken.None));
        return await NextAsync();
    }

    /// <summary>Runs a write whose write set must be fine, and records it.</summary>
    public async Task<WriteSet> CaptureAsync(string sql)
    {
        var captured = Assert.IsType<CaptureEvent.Captured>(await RunAsync(sql));
        Assert.True(WriteSet.TryParse(captured.WriteSet.Bytes.Span, WriteSetBounds.Standard, out var writeSet));
        WriteSets.Add(writeSet);
        return writeSet;
    }

    /// <summary>Applies what was recorded to a copy and compares both databases line by line.</summary>
    public async Task AssertCarriesAsync(PreparedDatabase copy)
    {
        await using var applier = await copy.OpenApplierAsync();
        var result = await applier.ApplyAsync(new UpdateNumber(1), WriteSets, ReplicaUse.Updated, CancellationToken.None);
        Assert.Equal(new ApplyResult.Applied(new UpdateNumber((ulong)WriteSets.Count)), result);
        Assert.Equal(await database.DumpAsync(), await copy.DumpAsync());
    }

    public ValueTask DisposeAsync() => capture.DisposeAsync();
}
