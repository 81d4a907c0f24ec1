using Spare.Runtime.Ports;

namespace Spare.Adapters.Tests.Hypervisors;

/// <summary>
/// What every driver must do. Its guest counts upwards about a hundred times a second for as long as it has a
/// processor; a subclass knows how to read that count, and how to make the guest end itself.
/// </summary>
public abstract class HypervisorContract : IAsyncLifetime
{
    private protected static readonly VirtualMachineName One = new("one");
    private protected static readonly VirtualMachineName Two = new("two");
    private protected static readonly VirtualMachineName Clock = new("clock");

    private IHypervisor? opened;

    private protected IHypervisor Hypervisor => opened ?? throw new InvalidOperationException("not opened yet");

    /// <summary>An image whose guest counts.</summary>
    protected abstract string Image { get; }

    /// <summary>A driver over the state that the last one left, as a new daemon would open it.</summary>
    protected abstract Task<IHypervisor> OpenAsync();

    /// <summary>Zero before the guest has counted at all.</summary>
    protected abstract Task<long> CountAsync(VirtualMachine machine);

    protected abstract Task EndGuestAsync(VirtualMachine machine);

    /// <summary>Removes what the tests made, after all machines were destroyed.</summary>
    protected abstract Task CleanAsync();

    public async Task InitializeAsync() => opened = await OpenAsync();

    public async Task DisposeAsync()
    {
        if (opened is not null)
        {
            foreach (var machine in await Hypervisor.ListAsync(default))
            {
                await Hypervisor.DestroyAsync(machine.Name, default);
            }

            await opened.DisposeAsync();
        }

        await CleanAsync();
    }

    [Fact]
    public async Task A_new_machine_is_stopped()
    {
        var machine = await CreateAsync(One);

        Assert.Equal(VirtualMachineState.Stopped, machine.State);
        Assert.Equal(VirtualMachineState.Stopped, await Hypervisor.StateAsync(One, default));
        Assert.Equal(machine, Assert.Single(await Hypervisor.ListAsync(default)));
    }

    [Fact]
    public async Task A_started_machine_runs()
    {
        var machine = await StartAsync(One);

        await CountsAsync(machine);

        Assert.Equal(VirtualMachineState.Running, await Hypervisor.StateAsync(One, default));
    }

    [Fact]
    public async Task Nothing_runs_in_a_machine_once_its_pause_has_returned()
    {
        var machine = await StartAsync(One);
        var clock = await StartAsync(Clock);
        await CountsAsync(machine);

        for (var turn = 0; turn < 10; turn++)
        {
            await Hypervisor.PauseAsync(One, default);
            var paused = await CountAsync(machine);
            await CountsAsync(clock);

            Assert.Equal(VirtualMachineState.Paused, await Hypervisor.StateAsync(One, default));
            Assert.Equal(paused, await CountAsync(machine));
            await Hypervisor.ResumeAsync(One, default);
            await CountsAsync(machine);
        }
    }

    [Fact]
    public async Task A_resumed_machine_goes_on_where_it_was_paused()
    {
        var machine = await StartAsync(One);
        await CountsAsync(machine);
        await Hypervisor.PauseAsync(One, default);
        var paused = await CountAsync(machine);

        await Hypervisor.ResumeAsync(One, default);
        await CountsAsync(machine);

        Assert.True(await CountAsync(machine) > paused);
        Assert.Equal(VirtualMachineState.Running, await Hypervisor.StateAsync(One, default));
    }

    [Fact]
    public async Task Pausing_the_paused_and_resuming_the_running_change_nothing()
    {
        var machine = await StartAsync(One);
        await Hypervisor.ResumeAsync(One, default);
        await CountsAsync(machine);
        await Hypervisor.PauseAsync(One, default);

        await Hypervisor.PauseAsync(One, default);

        Assert.Equal(VirtualMachineState.Paused, await Hypervisor.StateAsync(One, default));
    }

    [Fact]
    public async Task A_clone_is_made_of_a_paused_machine_which_stays_paused()
    {
        var machine = await StartAsync(One);
        await CountsAsync(machine);
        await Hypervisor.PauseAsync(One, default);
        var paused = await CountAsync(machine);

        var clone = await Hypervisor.CloneAsync(One, Two, default);

        Assert.Equal(VirtualMachineState.Stopped, clone.State);
        Assert.NotEqual(machine.Disk, clone.Disk);
        Assert.Equal(VirtualMachineState.Paused, await Hypervisor.StateAsync(One, default));
        await Hypervisor.StartAsync(Two, default);
        await CountsAsync(clone);
        Assert.Equal(paused, await CountAsync(machine));
    }

    [Fact]
    public async Task A_clone_of_a_clone_that_never_ran_has_the_same_disk()
    {
        var source = await StartAsync(One);
        await CountsAsync(source);
        await Hypervisor.PauseAsync(One, default);
        await Hypervisor.CloneAsync(One, Two, default);
        var paused = await CountAsync(source);
        await Hypervisor.ResumeAsync(One, default);

        var second = await Hypervisor.CloneAsync(Two, Clock, default);

        Assert.Equal(paused, await CountAsync(second));
        Assert.Equal(VirtualMachineState.Stopped, await Hypervisor.StateAsync(Two, default));
        await Hypervisor.StartAsync(Clock, default);
        await CountsAsync(second);
    }

    [Fact]
    public async Task A_clone_that_is_cancelled_is_whole_or_gone_and_its_source_can_go_on()
    {
        var source = await StartAsync(One);
        await CountsAsync(source);
        await Hypervisor.PauseAsync(One, default);
        using var cancelling = new CancellationTokenSource();
        var cloning = Hypervisor.CloneAsync(One, Two, cancelling.Token);

        await cancelling.CancelAsync();
        await Hypervisor.ResumeAsync(One, default);

        await CountsAsync(source);
        await Task.WhenAny(cloning); // It may have been complete before.
        Assert.Equal(
            cloning.IsCompletedSuccessfully ? VirtualMachineState.Stopped : VirtualMachineState.Absent,
            await Hypervisor.StateAsync(Two, default));
    }

    [Fact]
    public async Task A_clone_outlives_its_source()
    {
        await CreateAsync(One);
        var clone = await Hypervisor.CloneAsync(One, Two, default);

        await Hypervisor.DestroyAsync(One, default);

        await Hypervisor.StartAsync(Two, default);
        await CountsAsync(clone);
    }

    [Fact]
    public async Task An_exported_machine_can_be_imported_and_runs()
    {
        await CreateAsync(One);
        await Hypervisor.PersistAsync(One, default);
        using var disk = new MemoryStream();
        await Hypervisor.ExportAsync(One, disk, default);
        disk.Position = 0;

        var imported = await Hypervisor.ImportAsync(Two, disk, default);

        Assert.Equal(VirtualMachineState.Stopped, imported.State);
        await Hypervisor.DestroyAsync(One, default);
        await Hypervisor.StartAsync(Two, default);
        await CountsAsync(imported);
    }

    [Fact]
    public async Task An_import_that_is_cut_off_leaves_nothing()
    {
        await CreateAsync(One);
        using var disk = new MemoryStream();
        await Hypervisor.ExportAsync(One, disk, default);
        using var torn = new MemoryStream(disk.ToArray()[..1_100]);

        await Assert.ThrowsAsync<HypervisorException>(() => Hypervisor.ImportAsync(Two, torn, default));

        Assert.Equal(One, Assert.Single(await Hypervisor.ListAsync(default)).Name);
    }

    [Fact]
    public async Task An_export_that_is_refused_leaves_the_machine_as_it_was()
    {
        await CreateAsync(One);
        using var full = new MemoryStream(new byte[100]);

        await Assert.ThrowsAnyAsync<Exception>(() => Hypervisor.ExportAsync(One, full, default));

        Assert.Equal(VirtualMachineState.Stopped, await Hypervisor.StateAsync(One, default));
    }

    [Theory]
    [InlineData(VirtualMachineState.Stopped)]
    [InlineData(VirtualMachineState.Running)]
    [InlineData(VirtualMachineState.Paused)]
    public async Task A_machine_in_any_state_can_be_destroyed(VirtualMachineState state)
    {
        await BringAsync(One, state);

        await Hypervisor.DestroyAsync(One, default);

        Assert.Equal(VirtualMachineState.Absent, await Hypervisor.StateAsync(One, default));
        Assert.Empty(await Hypervisor.ListAsync(default));
        await Hypervisor.DestroyAsync(One, default);
    }

    [Theory]
    [InlineData(VirtualMachineState.Running, "Start")]
    [InlineData(VirtualMachineState.Paused, "Start")]
    [InlineData(VirtualMachineState.Stopped, "Pause")]
    [InlineData(VirtualMachineState.Stopped, "Resume")]
    [InlineData(VirtualMachineState.Running, "Clone")]
    [InlineData(VirtualMachineState.Running, "Persist")]
    [InlineData(VirtualMachineState.Paused, "Export")]
    public async Task What_a_state_does_not_permit_is_refused_by_name(VirtualMachineState state, string action)
    {
        await BringAsync(One, state);

        var refused = await Assert.ThrowsAsync<HypervisorException>(() => AskAsync(action));

        Assert.Contains("'one'", refused.Message, StringComparison.Ordinal);
        Assert.Contains(state.ToString(), refused.Message, StringComparison.Ordinal);
        Assert.Equal(state, await Hypervisor.StateAsync(One, default));
    }

    [Fact]
    public async Task A_machine_that_runs_or_is_paused_can_be_favoured_and_a_stopped_one_cannot()
    {
        var machine = await CreateAsync(One);
        await Assert.ThrowsAsync<HypervisorException>(() => Hypervisor.FavourAsync(One, default));
        await Hypervisor.StartAsync(One, default);

        await Hypervisor.FavourAsync(One, default);
        await CountsAsync(machine);
        await Hypervisor.PauseAsync(One, default);
        await Hypervisor.FavourAsync(One, default);

        Assert.Equal(VirtualMachineState.Paused, await Hypervisor.StateAsync(One, default));
    }

    [Fact]
    public async Task An_unknown_machine_is_absent_and_refused()
    {
        Assert.Equal(VirtualMachineState.Absent, await Hypervisor.StateAsync(One, default));
        await Assert.ThrowsAsync<HypervisorException>(() => Hypervisor.StartAsync(One, default));
        await Assert.ThrowsAsync<HypervisorException>(() => Hypervisor.UsageAsync(One, default));
        await Assert.ThrowsAsync<HypervisorException>(() => Hypervisor.CloneAsync(One, Two, default));
        await Hypervisor.DestroyAsync(One, default);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Upper")]
    [InlineData("../up")]
    [InlineData("-dash")]
    [InlineData("a234567890123456789012345678901234567890x")]
    public async Task A_name_that_is_not_one_is_refused(string name)
    {
        await Assert.ThrowsAsync<HypervisorException>(() => CreateAsync(new VirtualMachineName(name)));
        Assert.Empty(await Hypervisor.ListAsync(default));
    }

    [Fact]
    public async Task A_name_is_given_once()
    {
        await CreateAsync(One);

        await Assert.ThrowsAsync<HypervisorException>(() => CreateAsync(One));
        await Assert.ThrowsAsync<HypervisorException>(() => Hypervisor.CloneAsync(One, One, default));

        Assert.Single(await Hypervisor.ListAsync(default));
    }

    [Fact]
    public async Task A_missing_image_is_named()
    {
        var missing = new VirtualMachineDefinition(One, "/nowhere/to/be/found");

        var refused = await Assert.ThrowsAsync<HypervisorException>(() => Hypervisor.CreateAsync(missing, default));

        Assert.Contains("/nowhere/to/be/found", refused.Message, StringComparison.Ordinal);
        Assert.Empty(await Hypervisor.ListAsync(default));
    }

    [Fact]
    public async Task A_paused_machine_uses_no_processor()
    {
        var machine = await StartAsync(One);
        var clock = await StartAsync(Clock);
        await CountsAsync(machine);
        await Hypervisor.PauseAsync(One, default);

        var before = await Hypervisor.UsageAsync(One, default);
        await CountsAsync(clock);
        var after = await Hypervisor.UsageAsync(One, default);

        Assert.True(before.Memory > 0, "a machine with processes has memory");
        Assert.Equal(before.Processor, after.Processor);
        await Hypervisor.ResumeAsync(One, default);
        await Eventually.HoldsAsync(
            async () => (await Hypervisor.UsageAsync(One, default)).Processor > after.Processor);
    }

    [Fact]
    public async Task A_machine_that_ends_by_itself_is_an_event()
    {
        var machine = await StartAsync(One);
        await CountsAsync(machine);

        await EndGuestAsync(machine);

        var happened = await Hypervisor.Events.ReadAsync(Eventually.Deadline());
        Assert.Equal(One, happened.Name);
        Assert.Equal(VirtualMachineState.Stopped, happened.State);
        Assert.NotEmpty(happened.Detail);
        Assert.Equal(VirtualMachineState.Stopped, await Hypervisor.StateAsync(One, default));
    }

    [Fact]
    public async Task A_machine_that_ended_can_be_started_again()
    {
        var machine = await StartAsync(One);
        await CountsAsync(machine);
        await EndGuestAsync(machine);
        await Hypervisor.Events.ReadAsync(Eventually.Deadline());

        await Hypervisor.StartAsync(One, default);

        await CountsAsync(machine);
    }

    [Fact]
    public async Task What_was_asked_for_is_no_event()
    {
        var machine = await StartAsync(One);
        await CountsAsync(machine);
        await Hypervisor.PauseAsync(One, default);
        await Hypervisor.DestroyAsync(One, default);

        Assert.False(Hypervisor.Events.TryRead(out _));
    }

    [Fact]
    public async Task Machines_outlive_the_daemon_and_the_next_one_finds_them()
    {
        var running = await StartAsync(One);
        await CountsAsync(running);
        await BringAsync(Two, VirtualMachineState.Paused);
        await CreateAsync(Clock);

        await Hypervisor.DisposeAsync();
        opened = await OpenAsync();

        var found = (await Hypervisor.ListAsync(default)).ToDictionary(machine => machine.Name);
        Assert.Equal(running, found[One]);
        Assert.Equal(VirtualMachineState.Paused, found[Two].State);
        Assert.Equal(VirtualMachineState.Stopped, found[Clock].State);
        await CountsAsync(running);
        await Hypervisor.ResumeAsync(Two, default);
        await CountsAsync(found[Two]);
        await EndGuestAsync(running);
        Assert.Equal(One, (await Hypervisor.Events.ReadAsync(Eventually.Deadline())).Name);
    }

    [Fact]
    public async Task Calls_for_one_machine_take_turns()
    {
        var machine = await StartAsync(One);
        await CountsAsync(machine);

        var calls = Enumerable.Range(0, 20).Select(number => number % 2 == 0
            ? Hypervisor.PauseAsync(One, default)
            : Hypervisor.ResumeAsync(One, default)).ToList();
        await Task.WhenAll(calls);

        Assert.Equal(VirtualMachineState.Running, await Hypervisor.StateAsync(One, default));
        await CountsAsync(machine);
    }

    private protected Task<VirtualMachine> CreateAsync(VirtualMachineName name) =>
        Hypervisor.CreateAsync(new VirtualMachineDefinition(name, Image), default);

    private protected async Task<VirtualMachine> StartAsync(VirtualMachineName name)
    {
        var machine = await CreateAsync(name);
        await Hypervisor.StartAsync(name, default);
        return machine with { State = VirtualMachineState.Running };
    }

    /// <summary>Waits until the guest has counted on by ten.</summary>
    private protected async Task CountsAsync(VirtualMachine machine)
    {
        var before = await CountAsync(machine);
        await Eventually.HoldsAsync(async () => await CountAsync(machine) > before + 10);
    }

    private async Task BringAsync(VirtualMachineName name, VirtualMachineState state)
    {
        var machine = await CreateAsync(name);
        if (state != VirtualMachineState.Stopped)
        {
            await Hypervisor.StartAsync(name, default);
            await CountsAsync(machine);
        }

        if (state == VirtualMachineState.Paused)
        {
            await Hypervisor.PauseAsync(name, default);
        }
    }

    private Task AskAsync(string action) => action switch
    {
        "Start" => Hypervisor.StartAsync(One, default),
        "Pause" => Hypervisor.PauseAsync(One, default),
        "Resume" => Hypervisor.ResumeAsync(One, default),
        "Persist" => Hypervisor.PersistAsync(One, default),
        "Export" => Hypervisor.ExportAsync(One, Stream.Null, default),
        _ => Hypervisor.CloneAsync(One, Two, default),
    };
}
