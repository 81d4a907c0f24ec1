using LibvirtSharp.Domains;
using LibvirtSharp.Events;
using Spare.TestLibvirt;

namespace LibvirtSharp.Tests;

/// <summary>On a daemon and a QEMU of this class's own.</summary>
public sealed class QemuTests : IAsyncLifetime
{
    private const string Name = "spare-test";

    private PrivateLibvirt? libvirt;
    private Connection? opened;

    private Connection Connection => opened!;

    private string File => Path.Combine(libvirt!.Directory, "saved");

    public async Task InitializeAsync()
    {
        libvirt = await PrivateLibvirt.StartAsync();
        opened = LibvirtSharp.Connection.Open(libvirt.Uri);
    }

    public async Task DisposeAsync()
    {
        opened?.Dispose();
        await (libvirt?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    [Fact]
    public async Task A_machine_goes_through_its_life_and_its_events_tell()
    {
        using var subscription = Connection.Domains.Subscribe();
        using var domain = Connection.Domains.Create(Guests.Qemu(Name), StartFlags.Paused);
        Assert.Equal("QEMU", Connection.Driver);
        Assert.Equal(DomainState.Paused, domain.State);

        domain.Resume();
        Assert.Equal(DomainState.Running, domain.State);
        Assert.True(domain.Statistics.Memory()[MemoryStatistic.Resident] > 1024 * 1024);
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (Assert.Single(domain.Statistics.ProcessorTimes()) == TimeSpan.Zero)
        {
            deadline.Token.ThrowIfCancellationRequested();
        }

        domain.Suspend();
        domain.Destroy();

        await SeesAsync(subscription, DomainEventKind.Started);
        await SeesAsync(subscription, DomainEventKind.Resumed);
        await SeesAsync(subscription, DomainEventKind.Suspended);
        Assert.Equal("destroyed", (await SeesAsync(subscription, DomainEventKind.Stopped)).Reason);
    }

    [Fact]
    public async Task A_machine_whose_process_is_killed_is_an_event()
    {
        using var subscription = Connection.Domains.Subscribe();
        using var domain = Connection.Domains.Create(Guests.Qemu(Name), StartFlags.Paused);

        using (var process = System.Diagnostics.Process.GetProcessById(libvirt!.MachineProcess(Name)))
        {
            process.Kill();
        }

        Assert.Equal("failed", (await SeesAsync(subscription, DomainEventKind.Stopped)).Reason);
        Assert.Null(Connection.Domains.Find(Name));
    }

    [Fact]
    public void A_machine_is_saved_and_restored_with_another_description()
    {
        using var domain = Connection.Domains.Create(Guests.Qemu(Name), StartFlags.Paused);
        domain.Resume();
        domain.Save(File, flags: SaveFlags.Paused);
        var changed = Connection.Domains.SavedXml(File, XmlFlags.Secure)
            .Replace("</name>", "</name><title>restored</title>", StringComparison.Ordinal);

        Connection.Domains.Restore(File, changed);

        using var restored = Connection.Domains.Find(Name);
        Assert.Equal(DomainState.Paused, restored!.State);
        Assert.Equal("restored", restored.Metadata.GetTitle());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.001)]
    [InlineData(0.5)]
    public void A_save_file_that_was_cut_short_is_an_error_and_leaves_no_machine(double kept)
    {
        using (var domain = Connection.Domains.Create(Guests.Qemu(Name), StartFlags.Paused))
        {
            domain.Save(File, flags: SaveFlags.Paused);
        }

        using (var saved = new FileStream(File, FileMode.Open))
        {
            saved.SetLength((long)(saved.Length * kept));
        }

        var refused = Assert.Throws<LibvirtException>(() => Connection.Domains.Restore(File));

        Assert.NotEmpty(refused.Message);
        Assert.Null(Connection.Domains.Find(Name));
    }

    [Fact]
    public void An_external_snapshot_of_memory_leaves_the_machine_paused()
    {
        using var domain = Connection.Domains.Create(Guests.Qemu(Name), StartFlags.Paused);

        using var snapshot = domain.CreateSnapshot(
            $"<domainsnapshot><memory snapshot='external' file='{File}'/></domainsnapshot>", SnapshotFlags.NoMetadata);

        Assert.Equal(DomainState.Paused, domain.State);
        Assert.True(new FileInfo(File).Length > 0);
    }

    [Fact]
    public async Task A_running_machine_has_a_share_of_the_processors_which_can_be_changed()
    {
        if (PrivateLibvirt.ProcessorGroups is not { } groups)
        {
            return; // Version 2 belongs to systemd, which a daemon of a test's own does not ask.
        }

        await using var dividing = await PrivateLibvirt.StartAsync(groups);
        using var connection = LibvirtSharp.Connection.Open(dividing.Uri);
        using var domain = connection.Domains.Create(Guests.Qemu(Name), StartFlags.Paused);
        var before = domain.Scheduler.Read();

        domain.Scheduler.Change(new TypedParameter.WideUnsigned(DomainScheduler.Shares, 300), ChangeFlags.Live);

        Assert.Equal("posix", domain.Scheduler.Kind);
        Assert.Contains(new TypedParameter.WideUnsigned(DomainScheduler.Shares, 1024), before);
        Assert.Contains(new TypedParameter.WideUnsigned(DomainScheduler.Shares, 300), domain.Scheduler.Read());
        Assert.Equal(before.Length, domain.Scheduler.Read().Length);
    }

    [Fact]
    public void A_daemon_that_does_not_divide_processors_says_so()
    {
        using var domain = Connection.Domains.Create(Guests.Qemu(Name), StartFlags.Paused);

        var reading = Assert.Throws<LibvirtException>(() => domain.Scheduler.Read());
        var changing = Assert.Throws<LibvirtException>(
            () => domain.Scheduler.Change(new TypedParameter.WideUnsigned(DomainScheduler.Shares, 300)));

        Assert.Contains("CPU controller", reading.Message, StringComparison.Ordinal);
        Assert.Contains("CPU controller", changing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_daemon_that_dies_closes_the_connection()
    {
        using (var daemon = System.Diagnostics.Process.GetProcessById(libvirt!.DaemonProcess))
        {
            daemon.Kill();
        }

        Assert.Equal(CloseReason.EndOfFile, await Connection.Closed.WaitAsync(TimeSpan.FromSeconds(20)));
        Assert.False(Connection.IsAlive);
        Assert.Throws<LibvirtException>(() => Connection.HostName);
    }

    [Fact]
    public async Task A_daemon_that_falls_silent_closes_the_connection()
    {
        Assert.True(Connection.SetKeepAlive(TimeSpan.FromSeconds(1), 1));

        using var stopping = System.Diagnostics.Process.Start("kill", ["-STOP", $"{libvirt!.DaemonProcess}"]);

        Assert.Equal(CloseReason.KeepAlive, await Connection.Closed.WaitAsync(TimeSpan.FromSeconds(20)));
    }

    private static async Task<DomainEvent> SeesAsync(DomainEventSubscription subscription, DomainEventKind kind)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
        {
            var one = await subscription.Events.ReadAsync(deadline.Token);
            if (one.Kind == kind)
            {
                return one;
            }
        }
    }
}
