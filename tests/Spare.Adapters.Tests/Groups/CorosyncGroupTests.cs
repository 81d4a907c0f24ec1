using Spare.Corosync;
using Spare.Runtime.Ports;

namespace Spare.Adapters.Tests.Groups;

public sealed class CorosyncGroupTests : GroupContract
{
    protected override async Task<GroupHosts> StartAsync(int hosts) => await CorosyncHosts.StartAsync(hosts);

    [Fact]
    public async Task Says_what_to_do_when_Corosync_does_not_run()
    {
        await using var hosts = await CorosyncHosts.StartAsync(1);
        await hosts.StopDaemonAsync(0);

        var refused = await Assert.ThrowsAsync<GroupException>(
            () => RemoteTestMember.StartAsync(hosts.Ring.Hosts[0], new CorosyncGroupOptions()));

        Assert.Contains("Corosync does not run on this host", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_what_to_do_when_Corosync_has_no_quorum_provider()
    {
        await using var hosts = await CorosyncHosts.StartAsync(1);
        await hosts.StopDaemonAsync(0);
        var file = Path.Combine(hosts.Ring.Hosts[0].Directory, "corosync", "corosync.conf");
        var text = await File.ReadAllTextAsync(file);
        await File.WriteAllTextAsync(
            file, text.Replace("  provider: corosync_votequorum\n", "", StringComparison.Ordinal));
        await hosts.StartDaemonAsync(0);

        var refused = await Assert.ThrowsAsync<GroupException>(() => JoinWhenItAnswersAsync(hosts));

        Assert.Contains("provider: corosync_votequorum", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_when_members_change_whether_Corosync_ran_all_the_time()
    {
        const int AttemptsMaximum = 60;

        await using var hosts = await CorosyncHosts.StartAsync(1);
        await using var member = await hosts.JoinAsync(0);
        var ran = false;
        for (var attempt = 0; attempt < AttemptsMaximum && !ran; attempt++)
        {
            ran = await DaemonRanAsync(); // On a busy machine it may just not have been scheduled.
        }

        Assert.True(ran);
        await hosts.StandStillAsync(0);
        Assert.False(await DaemonRanAsync());

        async Task<bool> DaemonRanAsync()
        {
            await using var other = await hosts.JoinAsync(0);
            return (await member.ReadMembersAsync([member, other])).DaemonRan;
        }
    }

    // Corosync listens some time after it was started.
    private static async Task JoinWhenItAnswersAsync(CorosyncHosts hosts)
    {
        while (true)
        {
            try
            {
                await RemoteTestMember.StartAsync(hosts.Ring.Hosts[0], new CorosyncGroupOptions());
                return;
            }
            catch (GroupException e) when (e.Message.Contains("does not run", StringComparison.Ordinal))
            {
            }
        }
    }
}
