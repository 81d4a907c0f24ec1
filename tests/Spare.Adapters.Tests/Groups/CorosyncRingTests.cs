using System.Diagnostics;
using Spare.Lab;
using Spare.Lab.Networks;
using Spare.Lab.Rings;

namespace Spare.Adapters.Tests.Groups;

public sealed class CorosyncRingTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Leaves_nothing_on_the_machine()
    {
        var name = LabName.Fresh("ring");
        await using (var ring = await CorosyncRing.StartAsync(name, 2, new CorosyncRingOptions(), None))
        {
            Assert.Equal(3, NamespacesOf(name).Length);
        }

        Assert.Empty(NamespacesOf(name));
        Assert.False(Directory.Exists(name.Directory));
    }

    [Fact]
    public async Task What_a_killed_lab_left_is_found_and_removed()
    {
        var name = LabName.Fresh("ring");
        var abandoned = await CorosyncRing.StartAsync(name, 2, new CorosyncRingOptions(), None);
        using var program = Process.Start(abandoned.RunIn(1, "sleep", "1000"))!;

        await Leftovers.RemoveAsync(name, None);

        await program.WaitForExitAsync();
        Assert.Empty(NamespacesOf(name));
        Assert.False(Directory.Exists(name.Directory));
        await abandoned.DisposeAsync();
    }

    [Theory]
    [InlineData(1, 20_000, "token timeout parameter (1 ms)")]
    [InlineData(300, 1, "The end of the log of host 1:\n    ")]
    public async Task Where_a_ring_does_not_form_the_message_has_what_Corosync_said_and_no_file_that_is_gone(
        int token, int patience, string said)
    {
        var name = LabName.Fresh("ring");
        var options = new CorosyncRingOptions
        {
            Token = TimeSpan.FromMilliseconds(token), StartPatience = TimeSpan.FromMilliseconds(patience),
        };

        var failure = await Assert.ThrowsAsync<LabException>(() => CorosyncRing.StartAsync(name, 2, options, None));

        Assert.Contains(said, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(name.Directory, failure.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(name.Directory));
    }

    [Fact]
    public async Task Hosts_reach_each_other_and_nothing_else()
    {
        await using var network = await LabNetwork.CreateAsync(LabName.Fresh("ring"), 2, None);

        Assert.Equal("local\n10.211.0.0/24\n", await ReadAsync(network.Hosts[0].RunIn(
            "sh", "-c", "ip route show table local | grep -q 10.211.0.1 && echo local; ip route | cut -d' ' -f1")));
    }

    [Theory]
    [InlineData("host")]
    [InlineData("spare-")]
    [InlineData("spare-../x")]
    [InlineData("spare-Upper")]
    [InlineData("spare-a-name-that-is-far-too-long")]
    public void Refuses_names_that_would_not_be_found_again(string name) =>
        Assert.Throws<LabException>(() => new LabName(name));

    private static string[] NamespacesOf(LabName name) => Directory.Exists("/run/netns")
        ? Directory.GetFiles("/run/netns", $"{name}-*")
        : [];

    private static async Task<string> ReadAsync(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        using var process = Process.Start(start)!;
        return await process.StandardOutput.ReadToEndAsync();
    }
}
