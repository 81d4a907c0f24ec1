using System.Net.Sockets;
using System.Security.Authentication;
using Microsoft.Extensions.Logging;
using Spare.Protocol;
using Spare.Replication.Updates;
using Spare.Runtime.Ports;

namespace Spare.Peers.Transfers;

/// <summary>Has this host catch up from another one, over a connection of its own.</summary>
internal sealed class Receiver(HostDisk disk, PeerDialer dialer, PeerLinkOptions options, ILogger logger) : ICatchUp
{
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromSeconds(5);

    public async Task<JournalEnd> CatchUpAsync(HostId donor, CancellationToken cancellation)
    {
        Invariant.Holds(disk.TryBeginReceiving(), "a host catches up once at a time");
        try
        {
            var start = TimeProvider.System.GetTimestamp();
            var from = disk.KnownEnd?.Update ?? UpdateNumber.None;
            var end = await ReceiveAsync(donor, cancellation);
            if (from != end.Update)
            {
                Log.CaughtUp(logger, donor, from, end.Update, TimeProvider.System.GetElapsedTime(start).TotalMilliseconds);
            }

            return end;
        }
        catch (Exception failure) when (
            failure is IOException or SocketException or AuthenticationException or JournalException or HypervisorException
                or ReplicaException
            || (failure is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            var reason = failure is OperationCanceledException ? "it does not answer" : failure.Message;
            throw new CatchUpException($"This host did not catch up from {donor}: {reason}", disk.End, failure);
        }
        finally
        {
            disk.EndReceiving();
        }
    }

    private async Task<JournalEnd> ReceiveAsync(HostId donor, CancellationToken cancellation)
    {
        if (!options.Peers.TryGetValue(donor, out var address))
        {
            throw new IOException("it is not one of this host's peers");
        }

        await using var stream = await dialer.ConnectAsync(donor, address, PeerProtocol.CatchUp, cancellation);
        await using var channel = new TransferChannel(stream, options.TransferSilence);
        var asked = disk.KnownEnd;
        await channel.SendAsync(
            TransferFrameKind.Ask, new TransferAsk(disk.Configuration, asked).Encode(), cancellation);
        using var over = new CancellationTokenSource();
        var telling = TellProgressAsync(donor, channel, over.Token);
        try
        {
            var begin = await BeginAsync(channel, asked, cancellation);
            return await new ReceivedRecords(disk.Journal, begin).TakeAsync(channel, cancellation);
        }
        finally
        {
            await over.CancelAsync();
            await telling;
        }
    }

    private async Task TellProgressAsync(HostId donor, TransferChannel channel, CancellationToken over)
    {
        using var timer = new PeriodicTimer(ProgressInterval);
        try
        {
            while (await timer.WaitForNextTickAsync(over))
            {
                Log.Progress(logger, donor, channel.BytesReceived);
            }
        }
        catch (OperationCanceledException)
        {
            // It is over.
        }
    }

    /// <returns>The place that the records follow.</returns>
    private async Task<JournalEnd> BeginAsync(TransferChannel channel, JournalEnd? asked, CancellationToken cancellation)
    {
        var first = await channel.ReceiveAsync(cancellation);
        switch (first.Kind)
        {
            case TransferFrameKind.TailFollows when asked is not null:
                return asked;
            case TransferFrameKind.ImageFollows:
                await disk.Base.ReplaceAsync(JournalEnd.Image, [], null, cancellation);
                return JournalEnd.Image;
            case TransferFrameKind.BaseFollows:
                var end = JournalEndFields.Parse(first.Content);
                Log.Receiving(logger, end.Update);
                var kept = KeptFrame.Parse(await channel.ReceiveAsync(cancellation));
                await using (var source = new DiskSource(channel))
                {
                    await disk.Base.ReplaceAsync(end, kept, source, cancellation);
                }

                return end;
            default:
                throw Unexpected.In(first, "what follows");
        }
    }
}
