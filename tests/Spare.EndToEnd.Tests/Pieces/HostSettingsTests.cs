using Spare.Configuration.Hosts;
using Spare.Lab;
using Spare.Lab.Daemons;
using Spare.Lab.Machines;
using Spare.Lab.Networks;
using Spare.Protocol;

namespace Spare.EndToEnd.Tests.Pieces;

/// <summary>What <c>spare-lab run --set</c> accepts, before there is a lab.</summary>
public sealed class HostSettingsTests
{
    private static readonly LabOptions Lab = new()
    {
        Name = new LabName("spare-set"), ServiceFile = "/service.yaml", UpdateAfter = TimeSpan.FromSeconds(5),
    };

    [Fact]
    public void What_is_set_stands_instead_of_what_the_lab_says()
    {
        var file = Accepted(Lab with
        {
            Settings =
            [
                "recovery-period: 5min", "fault-injection: refused", "crash-detection: reliable", "updates: {every: 20}",
                "limits.connections: 100", " limits.buffer-budget: 16MiB ", "journal.sync: {interval: 100ms}",
                "hypervisor.start-deadline: 2min # so long",
            ],
        });

        Assert.Equal(TimeSpan.FromMinutes(5), file.RecoveryPeriod);
        Assert.False(file.AllowsFaultInjection);
        Assert.Equal(CrashDetection.Reliable, file.CrashDetection);
        Assert.Equal(UpdateSettings.Default with { Every = 20 }, file.Updates);
        Assert.Equal(LimitSettings.Default with { Connections = 100, BufferBudget = 16 << 20 }, file.Limits);
        Assert.Equal(new JournalSettings("/journal", TimeSpan.FromMilliseconds(100)), file.Journal);
        Assert.Equal(TimeSpan.FromMinutes(2), file.Hypervisor.StartDeadline);
    }

    [Fact]
    public void Without_settings_the_lab_has_its_own_choices()
    {
        var file = Accepted(Lab);

        Assert.True(file.AllowsFaultInjection);
        Assert.Equal(UpdateSettings.Default with { After = TimeSpan.FromSeconds(5) }, file.Updates);
    }

    [Fact]
    public void Machines_have_settings_of_their_own()
    {
        var file = Accepted(Lab with { Driver = HypervisorDriver.Libvirt, Settings = ["hypervisor.memory: 512MiB"] });

        Assert.Equal(512L << 20, Assert.IsType<LibvirtDriverSettings>(file.Hypervisor).Memory);
    }

    [Theory]
    [InlineData(
        "recovery-period: 5m", "'recovery-period' must be a duration from 1min to 24h, such as 500ms, 10s or 5min, not '5m'")]
    [InlineData("recovery-periode: 5min", "unknown key 'recovery-periode' in the host file; did you mean 'recovery-period'?")]
    [InlineData("limit.connections: 5", "unknown key 'limit' in the host file; did you mean 'limits'?")]
    [InlineData("limits.connection: 5", "unknown key 'connection' in 'limits'; did you mean 'connections'?")]
    [InlineData("fault-injection: yes", "'fault-injection' must be refused or allowed, not 'yes'")]
    [InlineData(
        "journal.sync: {interval: 1h}", "'interval' must be a duration from 1ms to 1min, such as 500ms, 10s or 5min, not '1h'")]
    [InlineData("limits: 5", "'limits' must be a mapping of keys to values, not '5'")]
    [InlineData("faults: 2", "the lab decides 'faults' itself; --faults says it")]
    [InlineData("group: spare", "the lab decides 'group' itself")]
    [InlineData("peers.key: mine.pem", "the lab decides 'peers' itself")]
    [InlineData("journal.directory: /var", "the lab decides 'journal.directory' itself")]
    [InlineData(
        "hypervisor: {driver: process}",
        "the lab decides some keys of 'hypervisor' itself; set another one by itself, as 'hypervisor.KEY: VALUE'")]
    [InlineData("recovery-period", "must be a key of the host file and its value, in one line, such as 'recovery-period: 5min'")]
    [InlineData("recovery-period:5min", "must be a key of the host file and its value, in one line, such as 'recovery-period: 5min'")]
    [InlineData("awake-maximum: 5s\nhost: 2", "must be a key of the host file and its value, in one line, such as 'recovery-period: 5min'")]
    public void A_mistake_is_named_with_what_would_be_right(string setting, string mistake) =>
        Assert.Equal($"--set '{setting}': {mistake}\n1 mistake", HostSettings.Check(Lab with { Settings = [setting] }).Report());

    [Theory]
    [InlineData("limits: {connections: 5")]
    [InlineData("limits: [")]
    [InlineData("awake-maximum: \"5s")]
    public void What_is_not_YAML_is_said_so(string setting) => Assert.Contains(
        $"--set '{setting}': is not YAML", HostSettings.Check(Lab with { Settings = [setting] }).Report(), StringComparison.Ordinal);

    [Fact]
    public void All_mistakes_are_said_at_once()
    {
        var report = HostSettings.Check(Lab with
        {
            Settings = ["limits.connections: 0", "silence-maximum: 5s", "limits: {connections: 7}", "silence-maximum: 6s"],
        }).Report();

        Assert.Equal(
            """
            --set 'limits.connections: 0': 'connections' must be a whole number from 1 to 100000, not '0'
            --set 'limits: {connections: 7}': 'limits.connections' is set already; say it once
            --set 'silence-maximum: 6s': 'silence-maximum' is set already; say it once
            3 mistakes
            """,
            report);
    }

    [Fact]
    public void What_the_mode_lacks_cannot_be_set()
    {
        var lab = Lab with
        {
            Faults = new FaultThreshold(1, ReplicationMode.Crash), UpdateAfter = null, Settings = ["recovery-period: 5min"],
        };

        Assert.Equal(
            "--set 'recovery-period: 5min': 'recovery-period' is about passive replicas, and there are none in 'mode: crash': "
            + "leave it out\n1 mistake",
            HostSettings.Check(lab).Report());
    }

    private static HostFile Accepted(LabOptions options)
    {
        Assert.True(HostSettings.Check(options).TryGet(out var accepted), HostSettings.Check(options).Report());
        var read = HostFileText.Specimen(accepted);
        return read.TryGet(out var file) ? file : throw new InvalidOperationException(read.Report());
    }
}
