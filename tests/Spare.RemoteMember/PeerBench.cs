using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Spare.Peers;
using Spare.Protocol;

namespace Spare.RemoteMember;

/// <summary>Round trips between two peer links over loopback: one at a time, and 64 at once.</summary>
internal static class PeerBench
{
    private static readonly HostId H1 = new(1);
    private static readonly HostId H2 = new(2);

    public static async Task RunAsync()
    {
        using var authority = PeerAuthority.Create();
        var addresses = ImmutableDictionary.CreateRange(
            [KeyValuePair.Create(H1, Loopback(7611)), KeyValuePair.Create(H2, Loopback(7612))]);
        await using var first = Start(authority, H1, addresses);
        await using var second = Start(authority, H2, addresses);
        _ = EchoAsync(second);
        while (!first.Send(H2, "hello"u8) || !second.Send(H1, "hello"u8))
        {
            await Task.Yield();
        }

        first.Flush();
        second.Flush();
        await first.Deliveries.ReadAsync();
        await first.Deliveries.ReadAsync();
        await MeasureAsync(first, "warm-up", 1, 5_000);
        await MeasureAsync(first, "one at a time", 1, 10_000);
        await MeasureAsync(first, "64 at once", 64, 200_000);
    }

    private static IPEndPoint Loopback(int port) => new(IPAddress.Loopback, port);

    private static PeerLink Start(PeerAuthority authority, HostId host, ImmutableDictionary<HostId, IPEndPoint> addresses)
    {
        var options = new PeerLinkOptions { Listen = addresses[host], Peers = addresses.Remove(host) };
        return PeerLink.Start(authority.IssueIdentity(host), options, NullLogger.Instance);
    }

    private static async Task EchoAsync(PeerLink link)
    {
        await foreach (var delivery in link.Deliveries.ReadAllAsync())
        {
            link.Send(delivery.Sender, delivery.Message.Span);
            link.Flush();
        }
    }

    private static async Task MeasureAsync(PeerLink link, string name, int outstanding, int count)
    {
        var message = new byte[128];
        var starts = new long[count];
        var times = new TimeSpan[count];
        var processor = Process.GetCurrentProcess().TotalProcessorTime;
        var clock = Stopwatch.StartNew();
        var sent = 0;
        for (; sent < outstanding; sent++)
        {
            starts[sent] = Stopwatch.GetTimestamp();
            link.Send(H2, message);
        }

        link.Flush();
        for (var received = 0; received < count; received++)
        {
            await link.Deliveries.ReadAsync();
            times[received] = Stopwatch.GetElapsedTime(starts[received]);
            if (sent < count)
            {
                starts[sent++] = Stopwatch.GetTimestamp();
                link.Send(H2, message);
                link.Flush();
            }
        }

        var elapsed = clock.Elapsed;
        var used = Process.GetCurrentProcess().TotalProcessorTime - processor;
        Array.Sort(times);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{name,-15} median {times[count / 2].TotalMicroseconds,6:F0} us, p99 {times[count * 99 / 100].TotalMicroseconds,6:F0} us, "
            + $"{count / elapsed.TotalSeconds,8:F0} round trips/s, {used.TotalMicroseconds / count,5:F1} us CPU each (both ends)"));
    }
}
