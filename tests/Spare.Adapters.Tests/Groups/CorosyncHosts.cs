using System.Diagnostics;
using Spare.Corosync;
using Spare.Lab.Networks;
using Spare.Lab.Rings;
using Spare.Runtime.Groups;

namespace Spare.Adapters.Tests.Groups;

/// <summary>Network namespaces with a Corosync each; members are processes inside them.</summary>
internal sealed class CorosyncHosts : GroupHosts
{
    private const string Group = "spare-test";

    private static readonly TimeSpan Token = TimeSpan.FromMilliseconds(1500);

    private CorosyncHosts(CorosyncRing ring) => Ring = ring;

    public CorosyncRing Ring { get; }

    public static async Task<CorosyncHosts> StartAsync(int hosts)
    {
        // Longer than in production: these hosts share their processors with other tests.
        var options = new CorosyncRingOptions
        {
            Token = Token,
            StartPatience = TimeSpan.FromSeconds(60),
        };
        return new CorosyncHosts(
            await CorosyncRing.StartAsync(LabName.Fresh("test"), hosts, options, CancellationToken.None));
    }

    public override Task CrashHostAsync(int host) => Ring.CrashHostAsync(host, CancellationToken.None);

    public override Task CutAsync(int host) => Ring.Hosts[host].CutAsync(CancellationToken.None);

    public override Task StopDaemonAsync(int host) => Ring.KillCorosyncAsync(host, CancellationToken.None);

    public override Task StartDaemonAsync(int host)
    {
        Ring.StartCorosync(host);
        return Task.CompletedTask;
    }

    /// <summary>Its Corosync is not scheduled for as long as others would give it up after.</summary>
    public async Task StandStillAsync(int host)
    {
        await SignalAsync(host, "STOP");
        await Task.Delay(Token); // That this time passes is what it is about.
        await SignalAsync(host, "CONT");
    }

    public override ValueTask DisposeAsync() => Ring.DisposeAsync();

    private async Task SignalAsync(int host, string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{Ring.CorosyncOf(host)}"]);
        await kill.WaitForExitAsync();
        Assert.Equal(0, kill.ExitCode);
    }

    protected override async Task<TestMember> StartMemberAsync(int host, GroupLimits limits) => await RemoteTestMember.StartAsync(
        Ring.Hosts[host], new CorosyncGroupOptions { Group = Group, Limits = limits });
}
