using System.Net;
using Spare.Hypervisor;
using Spare.Hypervisor.Processes;
using Spare.Hypervisor.Processes.Storage;
using Spare.Runtime.Ports;

namespace Spare.Adapters.Tests.Hypervisors;

/// <summary>The parts of the process driver that need no process.</summary>
public sealed class DriverRulesTests
{
    private static readonly ProcessDriverOptions Options = new()
    {
        HostName = "spare-h1",
        StateDirectory = "/var/lib/spare",
        Command = ["/bin/true"],
    };

    [Fact]
    public void Without_root_the_next_step_is_named()
    {
        var refused = Assert.Throws<HypervisorException>(
            () => DriverRequirements.Demand(Options, user: 1000, hasProgram: _ => true));

        Assert.Contains("user 1000", refused.Message, StringComparison.Ordinal);
        Assert.Contains("sudo", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_program_is_named_with_its_package()
    {
        var refused = Assert.Throws<HypervisorException>(
            () => DriverRequirements.Demand(Options, user: 0, hasProgram: program => program != "nft"));

        Assert.Contains("apt-get install nftables", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_wrong_options_are_named_at_once()
    {
        var wrong = Options with
        {
            HostName = "Host",
            InterfacePrefix = "much-too-long",
            Command = ["true"],
            Addresses = IPNetwork.Parse("10.0.0.0/30"),
            Visible = ["relative"],
        };

        var refused = Assert.Throws<HypervisorException>(() => DriverRequirements.Demand(wrong, 0, _ => true));

        Assert.All(
            ["'Host'", "much-too-long", "full path of a program", "10.0.0.0/30", "'relative'"],
            word => Assert.Contains(word, refused.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Good_options_pass() => DriverRequirements.Demand(Options, user: 0, hasProgram: _ => true);

    [Fact]
    public void A_record_is_read_as_it_was_written()
    {
        var record = new MachineRecord(17, MachinePhase.Destroying);

        Assert.Equal(record, MachineRecord.Parse(record.Format()));
    }

    [Fact]
    public void No_part_of_a_record_passes_for_a_record()
    {
        var text = new MachineRecord(17, MachinePhase.Made).Format();

        Assert.All(Enumerable.Range(0, text.Length), length => Assert.Null(MachineRecord.Parse(text[..length])));
    }

    [Fact]
    public async Task Calls_beyond_the_bound_are_refused_and_the_others_run_in_order()
    {
        var calls = new SerialCalls(new VirtualMachineName("one"));
        var released = new TaskCompletionSource();
        var order = new List<int>();
        var running = Enumerable.Range(0, SerialCalls.WaitingMaximum).Select(number => calls.RunAsync(async () =>
        {
            await released.Task;
            order.Add(number);
            return number;
        })).ToList();

        Assert.Throws<HypervisorException>(() => { _ = calls.RunAsync(() => Task.FromResult(0)); });

        released.SetResult();
        await Task.WhenAll(running);
        Assert.Equal(Enumerable.Range(0, SerialCalls.WaitingMaximum), order);
        Assert.Equal(5, await calls.RunAsync(() => Task.FromResult(5)));
    }

    [Fact]
    public async Task A_call_that_fails_does_not_stop_the_next_one()
    {
        var calls = new SerialCalls(new VirtualMachineName("one"));
        var failing = calls.RunAsync<int>(() => throw new HypervisorException("no"));

        Assert.Equal(1, await calls.RunAsync(() => Task.FromResult(1)));
        await Assert.ThrowsAsync<HypervisorException>(() => failing);
    }
}
