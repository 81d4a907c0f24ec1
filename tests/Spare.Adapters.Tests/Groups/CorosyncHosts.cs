using System.Diagnostics;
using System.Globalization;
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
        const string Script = "kill -STOP $1; sleep $2; kill -CONT $1";

        var seconds = Token.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        using var shell = Process.Start("sh", ["-c", Script, "sh", $"{Ring.CorosyncOf(host)}", seconds]);
        await shell.WaitForExitAsync();
        Assert.Equal(0, shell.ExitCode);
    }

    public override ValueTask DisposeAsync() => Ring.DisposeAsync();

    protected override async Task<TestMember> StartMemberAsync(int host, GroupLimits limits) => await RemoteTestMember.StartAsync(
        Ring.Hosts[host], new CorosyncGroupOptions { Group = Group, Limits = limits });
}
