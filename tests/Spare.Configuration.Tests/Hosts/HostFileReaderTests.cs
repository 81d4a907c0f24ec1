using System.Net;
using Spare.Configuration.Hosts;
using Spare.Protocol;

namespace Spare.Configuration.Tests.Hosts;

public sealed class HostFileReaderTests
{
    [Fact]
    public void Reads_what_the_file_says()
    {
        var file = Correct(SampleFiles.Host);

        Assert.Equal(new HostEntry(new HostId(1), "first", IPAddress.Parse("10.77.0.1"), 7100), file.Self);
        Assert.Equal([1u, 2u], file.Hosts.Select(host => host.Id.Value));
        Assert.Equal(new FaultThreshold(1), file.Threshold);
        Assert.Equal(
            [new ListenAddress.Inherited(3), new ListenAddress.EndPoint(new IPEndPoint(IPAddress.Any, 8080))],
            file.Listen.ToArray());
        Assert.Equal(new PeerCertificates("/etc/spared/ca.pem", new("/etc/spared/host.pem", "/etc/spare/host.key")), file.Peers);
        Assert.Equal("/etc/spared/register.yaml", file.ServicePath);
        Assert.Equal(new UserRange(200000, 200999), Assert.IsType<ProcessDriverSettings>(file.Hypervisor).Users);
        Assert.Null(file.Tls);
    }

    [Fact]
    public void What_is_not_said_has_its_default()
    {
        var file = Correct(SampleFiles.Host);

        Assert.Equal(new UpdateSettings(200, TimeSpan.FromSeconds(5)), file.Updates);
        Assert.Equal(new JournalSettings("/etc/spared/journal", null), file.Journal);
        Assert.Equal(LimitSettings.Default, file.Limits);
        Assert.Equal(TimeSpan.FromSeconds(2), file.TimeStampTolerance);
        Assert.Equal(CrashDetection.Quorum, file.CrashDetection);
        Assert.False(file.AllowsFaultInjection);
        Assert.Null(file.RecoveryPeriod);
        Assert.Equal(TimeSpan.FromMinutes(1), file.AwakeMaximum);
        Assert.Equal(TimeSpan.FromSeconds(10), file.SilenceMaximum);
    }

    [Fact]
    public void What_is_said_replaces_the_default()
    {
        var file = Correct(SampleFiles.Host
            .Replace("{directory: journal}", "{directory: journal, sync: {interval: 100ms}}", StringComparison.Ordinal)
            + "\nupdates: {every: 10, after: 1s}\nlimits: {connections: 10, buffer-budget: 32MiB}\n"
            + "tls: {certificate: c.pem, key: k.pem}\ntime-stamp-tolerance: 500ms\ncrash-detection: reliable\n"
            + "fault-injection: allowed\nrecovery-period: 6h\nawake-maximum: 5s\nsilence-maximum: 2s\n");

        Assert.Equal(TimeSpan.FromMilliseconds(100), file.Journal.SyncInterval);
        Assert.True(file.AllowsFaultInjection);
        Assert.Equal(TimeSpan.FromHours(6), file.RecoveryPeriod);
        Assert.Equal(TimeSpan.FromSeconds(5), file.AwakeMaximum);
        Assert.Equal(TimeSpan.FromSeconds(2), file.SilenceMaximum);
        Assert.Equal(new UpdateSettings(10, TimeSpan.FromSeconds(1)), file.Updates);
        Assert.Equal(new LimitSettings(1024, 32 << 20, 10), file.Limits);
        Assert.Equal(new CertificateFiles("/etc/spared/c.pem", "/etc/spared/k.pem"), file.Tls);
        Assert.Equal(CrashDetection.Reliable, file.CrashDetection);
    }

    [Theory]
    [InlineData("faults: 1", "faults: 2", "'faults: 2' needs exactly 3 hosts; there are 2")]
    [InlineData("faults: 1", "faults: 1\nmode: appbft", "'faults: 1' in 'mode: appbft' needs exactly 3 hosts; there are 2")]
    [InlineData("faults: 1", "faults: 1\nmode: bft", "'mode' must be spare or crash or appbft, not 'bft'")]
    [InlineData(
        "faults: 1", "faults: 1\nmode: crash\nupdates: {every: 10}",
        "'updates' is about passive replicas, and there are none in 'mode: crash': leave it out")]
    [InlineData(
        "faults: 1", "faults: 1\nmode: crash\nrecovery-period: 6h",
        "'recovery-period' is about passive replicas, and there are none in 'mode: crash': leave it out")]
    [InlineData(
        "faults: 1", "faults: 1\nmode: crash\nawake-maximum: 5s",
        "'awake-maximum' is about passive replicas, and there are none in 'mode: crash': leave it out")]
    [InlineData("faults: 1", "faults: 0", "'faults' must be a whole number from 1 to 5, not '0'")]
    [InlineData("host: 1", "fault-injection: yes\nhost: 1", "'fault-injection' must be refused or allowed, not 'yes'")]
    [InlineData("host: 1", "recovery-period: 1s\nhost: 1", "'recovery-period' must be a duration from 1min to 24h")]
    [InlineData("host: 1", "silence-maximum: 2min\nhost: 1", "'silence-maximum' must be a duration from 1s to 1min")]
    [InlineData("host: 1", "host: 3", "host 3 is not among the hosts")]
    [InlineData("id: 2", "id: 1", "a second host of the id 1")]
    [InlineData("name: second", "name: first", "a second host of the name 'first'")]
    [InlineData("10.77.0.2", "10.77.0.1", "a second host at 10.77.0.1 port 7100")]
    [InlineData("10.77.0.2", "10.77.2", "'address' must be an IP address such as 10.0.0.1, not '10.77.2'")]
    [InlineData("\"fd:3\"", "\"fd:1\"", "an item of 'listen' must name a descriptor from fd:3 to fd:1023, not 'fd:1'")]
    [InlineData("0.0.0.0:8080", "8080", "an item of 'listen' must be an address with a port")]
    [InlineData("listen: [\"fd:3\", \"0.0.0.0:8080\"]", "listen: []", "'listen' has no items; at least one is needed")]
    [InlineData("10.99.0.0/16", "10.99.0.1/16", "'addresses' must be an IPv4 network from /8 to /28")]
    [InlineData("200000-200999", "0-10", "'users' must be a range of at least 4 user ids above 999")]
    [InlineData("faults: 1", "faults: 1\ncrash-detection: maybe", "'crash-detection' must be quorum or reliable, not 'maybe'")]
    [InlineData("driver: process", "driver: xen", "'driver' must be process or libvirt, not 'xen'")]
    [InlineData("driver: process", "driver: process\n  start-deadline: 2h", "'start-deadline' must be a duration from 1s to 1h")]
    [InlineData("{directory: journal}", "{directory: j, sync: never}", "'sync' must be before-reply or {interval: 100ms}, not 'never'")]
    [InlineData("admin: {socket: spared.sock}", "admin: {sockte: spared.sock}", "unknown key 'sockte' in 'admin'; did you mean 'socket'?")]
    public void A_mistake_is_named(string correct, string wrong, string expected)
    {
        var text = SampleFiles.Host.Replace(correct, wrong, StringComparison.Ordinal);
        Assert.NotEqual(SampleFiles.Host, text);

        Assert.Contains(
            HostFileReader.Read(text, "h.yaml").Mistakes,
            mistake => mistake.Text.StartsWith(expected, StringComparison.Ordinal));
    }

    [Fact]
    public void A_mode_has_its_number_of_hosts()
    {
        var crash = SampleFiles.Host.Replace("faults: 1", "faults: 1\nmode: crash", StringComparison.Ordinal);
        Assert.Equal(new FaultThreshold(1, ReplicationMode.Crash), Correct(crash).Threshold);

        var appBft = SampleFiles.Host.Replace("faults: 1", "faults: 1\nmode: appbft", StringComparison.Ordinal).Replace(
            "  - {id: 2", "  - {id: 3, name: third, address: 10.77.0.3, peer-port: 7100}\n  - {id: 2", StringComparison.Ordinal);
        Assert.Equal([1u, 2u, 3u], Correct(appBft).Hosts.Select(host => host.Id.Value));
    }

    [Fact]
    public void Nothing_is_journaled_where_there_are_no_passive_replicas()
    {
        var text = SampleFiles.Host.Replace("faults: 1", "faults: 1\nmode: crash", StringComparison.Ordinal)
            .Replace("{directory: journal}", "{directory: journal, sync: {interval: 100ms}}", StringComparison.Ordinal);

        Assert.Equal(
            "nothing is journaled in 'mode: crash': leave 'sync' out", Assert.Single(HostFileReader.Read(text, "h.yaml").Mistakes).Text);
    }

    [Fact]
    public void A_wrong_number_of_faults_is_not_blamed_on_the_hosts() => Assert.Single(
        HostFileReader.Read(SampleFiles.Host.Replace("faults: 1", "faults: many", StringComparison.Ordinal), "h.yaml").Mistakes);

    private static HostFile Correct(string text)
    {
        var result = HostFileReader.Read(text, "/etc/spared/h.yaml");
        Assert.True(result.TryGet(out var file), result.Report());
        return file;
    }
}
