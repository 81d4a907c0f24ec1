using System.Diagnostics;
using Spare.Lab.Networks;
using Spare.Lab.Rings;
using Xunit.Abstractions;

namespace Spare.EndToEnd.Tests.Labs;

/// <summary>With a witness exactly one side goes on, whichever host is lost and wherever the cut is.</summary>
public sealed class WitnessTests(ITestOutputHelper output) : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly LabName name = LabName.Fresh("wit");
    private CorosyncRing? ring;

    private CorosyncRing Ring => ring ?? throw new InvalidOperationException("not started");

    public async Task InitializeAsync() =>
        ring = await CorosyncRing.StartAsync(name, 2, new CorosyncRingOptions { HasWitness = true }, None);

    public async Task DisposeAsync()
    {
        await Ring.DisposeAsync();
        Assert.False(Directory.Exists(name.Directory));
        Assert.DoesNotContain(
            Directory.EnumerateFiles("/run/netns"), path => Path.GetFileName(path).StartsWith(name.Value, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_host_that_loses_its_Corosync_its_power_or_its_cable_leaves_the_other_one_quorate(int lost)
    {
        await LosesAsync(lost, "Corosync killed", () => Ring.KillCorosyncAsync(lost, None));
        Ring.StartCorosync(lost);
        await Ring.WaitUntilWholeAsync(None);

        await LosesAsync(lost, "power lost", () => Ring.CrashHostAsync(lost, None));
        await Ring.RestartHostAsync(lost, None);
        await Ring.WaitUntilWholeAsync(None);

        await LosesAsync(lost, "cable cut", () => Ring.Hosts[lost].CutAsync(None));
        await Ring.Hosts[lost].ReconnectAsync(None);
        await Ring.WaitUntilWholeAsync(None);
    }

    [Fact]
    public async Task Hosts_that_see_the_witness_but_not_each_other_go_on_at_one_side_only()
    {
        await Ring.Hosts[0].CutFromAsync(Ring.Hosts[1], None);
        await Ring.Hosts[1].CutFromAsync(Ring.Hosts[0], None);

        await Eventually.HoldsAsync(async () => !await Ring.IsQuorateAsync(1, None));
        await Eventually.HoldsAsync(async () =>
            await Ring.SizeSeenAsync(0, None) == 1 && await Ring.IsQuorateAsync(0, None));
        Assert.False(await Ring.IsQuorateAsync(1, None));

        await Ring.Hosts[0].ReconnectAsync(None);
        await Ring.Hosts[1].ReconnectAsync(None);
        await Ring.WaitUntilWholeAsync(None);
    }

    [Fact]
    public async Task One_of_three_hosts_goes_on_alone()
    {
        await using var three = await CorosyncRing.StartAsync(
            LabName.Fresh("wit"), 3, new CorosyncRingOptions { HasWitness = true }, None);

        await Task.WhenAll(three.CrashHostAsync(0, None), three.CrashHostAsync(1, None));

        await Eventually.HoldsAsync(async () =>
            await three.SizeSeenAsync(2, None) == 1 && await three.IsQuorateAsync(2, None));
    }

    /// <summary>The ring of two is gone first: until then the survivor is still quorate by it.</summary>
    private async Task LosesAsync(int lost, string fault, Func<Task> happens)
    {
        var survivor = 1 - lost;
        var start = Stopwatch.GetTimestamp();
        await happens();
        await Eventually.HoldsAsync(async () => await Ring.SizeSeenAsync(survivor, None) == 1);
        var alone = Stopwatch.GetElapsedTime(start);
        await Eventually.HoldsAsync(() => Ring.IsQuorateAsync(survivor, None));
        output.WriteLine(
            $"{fault} at host {lost + 1}: alone after {alone.TotalMilliseconds:0} ms, "
            + $"quorate after {Stopwatch.GetElapsedTime(start).TotalMilliseconds:0} ms");
        await Eventually.HoldsAsync(async () => !await Ring.IsQuorateAsync(lost, None));
        Assert.True(await Ring.IsQuorateAsync(survivor, None));
    }
}
