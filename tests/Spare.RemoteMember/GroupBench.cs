using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Spare.Corosync;
using Spare.Lab.Networks;
using Spare.Lab.Rings;
using Spare.Runtime.Groups;
using Spare.Runtime.Ports;

namespace Spare.RemoteMember;

/// <summary>
/// Latency of one message at a time and throughput of many between two namespaces, for several windows and packets.
/// </summary>
internal static class GroupBench
{
    private static readonly CancellationToken None = CancellationToken.None;

    public static async Task RunAsync()
    {
        await using var ring = await CorosyncRing.StartAsync(LabName.Fresh("bench"), 2, new CorosyncRingOptions(), None);
        using var drain = Process.Start(ring.RunIn(1, Environment.ProcessPath!, "drain"))!;
        ReadOnlySpan<(int, int)> choices =
            [(1, 64), (2, 64), (4, 64), (8, 64), (64, 64), (4, 16), (4, 256), (4, 768)];
        foreach (var (window, packet) in choices)
        {
            string[] arguments = ["measure", $"{window}", $"{packet * 1024}"];
            using var measure = Process.Start(ring.RunIn(0, Environment.ProcessPath!, arguments))!;
            measure.WaitForExit();
        }

        drain.Kill();
    }

    public static async Task DrainAsync()
    {
        await using var group = await CorosyncGroup.JoinAsync(new CorosyncGroupOptions(), NullLogger.Instance, None);
        await foreach (var item in group.Events.ReadAllAsync())
        {
        }
    }

    public static async Task MeasureAsync(int window, int packet)
    {
        var options = new CorosyncGroupOptions { Limits = new GroupLimits { Window = window, PacketMaximum = packet } };
        await using var group = await CorosyncGroup.JoinAsync(options, NullLogger.Instance, None);
        while (await group.Events.ReadAsync() is not GroupEvent.MembershipChanged)
        {
        }

        Console.WriteLine($"window {window}, packet {packet / 1024} KiB");
        await RunAsync(group, "warm-up", 256, 1, 1_000);
        await RunAsync(group, "one at a time", 256, 1, 3_000);
        await RunAsync(group, "64 outstanding", 256, 64, 100_000);
        await RunAsync(group, "64 outstanding", 2048, 64, 30_000);
        await RunAsync(group, "one at a time", 1024 * 1024, 1, 50);
    }

    private static async Task RunAsync(CorosyncGroup group, string name, int size, int outstanding, int count)
    {
        var before = group.Traffic;
        var processor = Process.GetCurrentProcess().TotalProcessorTime;
        var clock = Stopwatch.StartNew();
        var times = await ExchangeAsync(group, size, outstanding, count);
        var elapsed = clock.Elapsed;
        Array.Sort(times);
        var used = Process.GetCurrentProcess().TotalProcessorTime - processor;
        var packets = group.Traffic.PacketsSent - before.PacketsSent;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"  {name,-15} {size,8} B: median {times[count / 2].TotalMicroseconds,7:F0} us, "
            + $"p99 {times[count * 99 / 100].TotalMicroseconds,7:F0} us, "
            + $"{count / elapsed.TotalSeconds,8:F0}/s, {(double)count / packets,5:F1} per packet, "
            + $"{used.TotalMicroseconds / count,5:F1} us CPU each, {group.Traffic.Stalls - before.Stalls} stalls"));
    }

    private static async Task<TimeSpan[]> ExchangeAsync(CorosyncGroup group, int size, int outstanding, int count)
    {
        var (sent, received) = (0, 0);
        var starts = new long[count];
        var times = new TimeSpan[count];
        while (sent < outstanding)
        {
            starts[sent++] = Stopwatch.GetTimestamp();
            await group.MulticastAsync(new byte[size], None);
        }

        while (received < count && await group.Events.WaitToReadAsync())
        {
            while (group.Events.TryRead(out var item))
            {
                if (item is not GroupEvent.Delivered { Sender.Host.Value: 1 })
                {
                    continue;
                }

                times[received] = Stopwatch.GetElapsedTime(starts[received]);
                received++;
                if (sent < count)
                {
                    starts[sent++] = Stopwatch.GetTimestamp();
                    await group.MulticastAsync(new byte[size], None);
                }
            }
        }

        return times;
    }
}
