using Microsoft.Extensions.Logging;
using Spare.Protocol;
using Spare.Replication.Updates;
using Spare.Runtime.Ports;

namespace Spare.Peers.Transfers;

/// <summary>Gives other hosts what they lack, a few of them at a time.</summary>
internal sealed class Donor(HostDisk disk, PeerLinkOptions options, ILogger logger)
{
    private int donations;

    /// <exception cref="IOException">The receiver is gone, or said what no receiver says.</exception>
    public async Task ServeAsync(HostId receiver, Stream stream, CancellationToken cancellation)
    {
        await using var channel = new TransferChannel(stream, options.TransferSilence);
        var ask = TransferAsk.Parse(await channel.ReceiveAsync(cancellation));
        var number = Interlocked.Increment(ref donations);
        try
        {
            await GiveAsync(receiver, channel, ask, Refusal(ask, number), cancellation);
        }
        finally
        {
            Interlocked.Decrement(ref donations);
        }
    }

    private string? Refusal(TransferAsk? ask, int number) =>
        ask is null ? "it asks in a way that is not understood here"
        : ask.Configuration != disk.Configuration ? "its configuration is another one: host files and service files must agree"
        : (disk.Journal.Damage ?? disk.Journal.Failure) is { } wrong ? $"this host cannot help: {wrong}"
        : disk.IsReceiving ? "this host is catching up itself"
        : number > options.DonationMaximum ? $"{options.DonationMaximum} hosts are catching up from this one already; try later"
        : null;

    private async Task GiveAsync(
        HostId receiver, TransferChannel channel, TransferAsk? ask, string? refusal, CancellationToken cancellation)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var watching = WatchAsync(channel, over);
        try
        {
            refusal ??= await TryGiveAsync(receiver, channel, ask!.End, over.Token); // Null is refused.
            if (refusal is not null)
            {
                Log.NotGiven(logger, receiver, refusal);
                await channel.SendAsync(TransferFrameKind.Refused, Unexpected.Refusal(refusal), over.Token);
            }

            // The receiver closes the connection; what was sent last would be lost if this side did.
            over.CancelAfter(options.TransferSilence);
        }
        catch (Exception lost) when (lost is IOException or OperationCanceledException && !cancellation.IsCancellationRequested)
        {
            await over.CancelAsync();
            Log.NotGiven(logger, receiver, await watching);
        }
        finally
        {
            await watching;
        }
    }

    /// <returns>Why it could not be given; null: it was.</returns>
    private async Task<string?> TryGiveAsync(
        HostId receiver, TransferChannel channel, JournalEnd? asked, CancellationToken cancellation)
    {
        try
        {
            var end = await new Donation(disk, channel).GiveAsync(asked, cancellation);
            if (asked != end)
            {
                Log.Given(logger, receiver, asked?.Update ?? UpdateNumber.None, end.Update);
            }

            return null;
        }
        catch (Exception failure) when (failure is JournalException or HypervisorException or ReplicaException)
        {
            return failure.Message;
        }
    }

    /// <summary>The receiver says only that it is there, for as long as it is.</summary>
    private static async Task<string> WatchAsync(TransferChannel channel, CancellationTokenSource over)
    {
        string reason;
        try
        {
            var frame = await channel.ReceiveAsync(over.Token);
            reason = Unexpected.In(frame, "nothing").Message;
        }
        catch (Exception end) when (end is IOException or OperationCanceledException)
        {
            reason = end.Message;
        }

        await over.CancelAsync();
        return reason;
    }
}
