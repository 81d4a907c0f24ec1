using System.Collections.Immutable;
using System.Diagnostics;
using Spare.Replicas.Agents;
using Spare.Runtime.Ports;

namespace Spare.GuestBenchmarks;

/// <summary>What pausing, resuming, copying and a paused machine's memory cost.</summary>
internal sealed class GuestMeasurements(GuestTopology guests, Action<string> tell)
{
    private const int Pauses = 200;
    private const int Clones = 5;
    private static readonly TimeSpan Watched = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan GivingBack = TimeSpan.FromSeconds(5);

    private readonly List<GuestFigure> figures = [];

    public async Task<ImmutableArray<GuestFigure>> RunAsync(CancellationToken cancellation)
    {
        tell("booting a guest");
        var start = Stopwatch.GetTimestamp();
        var machine = await guests.CreateAsync("first", cancellation);
        await using var agent = await guests.StartAsync(machine, cancellation);
        var boot = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Add("image copied and booted, until the service is healthy", boot, "s", "");

        tell("pausing and resuming it");
        await PauseAndResumeAsync(machine.Name, cancellation);
        tell("its processor time and memory, running and paused");
        await CompareAsync(machine, agent, cancellation);
        tell("copying it while it is paused");
        await CloneAsync(machine.Name, boot, cancellation);
        return [.. figures];
    }

    private async Task PauseAndResumeAsync(VirtualMachineName name, CancellationToken cancellation)
    {
        var (pauses, resumes) = (new List<double>(), new List<double>());
        for (var round = 0; round < Pauses; round++)
        {
            pauses.Add(await TimeAsync(() => guests.Hypervisor.PauseAsync(name, cancellation)));
            resumes.Add(await TimeAsync(() => guests.Hypervisor.ResumeAsync(name, cancellation)));
        }

        Add($"pause, median of {Pauses}", GuestFigure.Percentile(pauses, 0.5) * 1000, "ms", "");
        Add("pause, 99th percentile", GuestFigure.Percentile(pauses, 0.99) * 1000, "ms", "at most 25");
        Add($"resume, median of {Pauses}", GuestFigure.Percentile(resumes, 0.5) * 1000, "ms", "");
        Add("resume, 99th percentile", GuestFigure.Percentile(resumes, 0.99) * 1000, "ms", "at most 25");
    }

    private async Task CompareAsync(VirtualMachine machine, AgentConnection agent, CancellationToken cancellation)
    {
        var process = new EmulatorUse(guests.ProcessOf(machine));
        var swap = new CompressedSwap();
        var active = await process.ProcessorAsync(() => AskForAsync(agent, Watched, cancellation));
        var memory = process.Memory();
        await agent.SettleAsync(cancellation);
        var swapBefore = swap.Used();
        await guests.Hypervisor.PauseAsync(machine.Name, cancellation);
        await Task.Delay(GivingBack, cancellation);
        var passive = await process.ProcessorAsync(() => Task.Delay(Watched, cancellation));
        var net = process.Memory() + Math.Max(0, swap.Used() - swapBefore);
        Add("processor time, paused to running (asked for its state all the time)", passive / active, "", "at most 0.03");
        Add("memory running (PSS)", memory / 1e6, "MB", "");
        Add($"net memory paused, given back to {swap}", net / 1e6, "MB", "");
        Add("net memory, paused to running", (double)net / memory, "", "at most 0.55, aim 0.25");
        var start = Stopwatch.GetTimestamp();
        await guests.Hypervisor.ResumeAsync(machine.Name, cancellation);
        var resumed = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        await agent.StatusAsync(cancellation);
        Add("resume after giving back", resumed, "ms", "");
        Add("until the agent, and its database, answer after that", Stopwatch.GetElapsedTime(start).TotalMilliseconds, "ms", "");
    }

    private async Task CloneAsync(VirtualMachineName name, double boot, CancellationToken cancellation)
    {
        await guests.Hypervisor.PauseAsync(name, cancellation);
        var times = new List<double>();
        for (var round = 0; round < Clones; round++)
        {
            var clone = new VirtualMachineName($"clone{round}");
            times.Add(await TimeAsync(() => guests.Hypervisor.CloneAsync(name, clone, cancellation)));
            await guests.Hypervisor.DestroyAsync(clone, cancellation);
        }

        Add($"clone, source staying paused, longest of {Clones}", times.Max(), "s", "at most 3");
        Add("clone, to a boot", times.Max() / boot, "", "at most 0.2");
    }

    private static async Task AskForAsync(AgentConnection agent, TimeSpan time, CancellationToken cancellation)
    {
        var start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < time)
        {
            await agent.StatusAsync(cancellation);
        }
    }

    private static async Task<double> TimeAsync(Func<Task> action)
    {
        var start = Stopwatch.GetTimestamp();
        await action();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private void Add(string name, double value, string unit, string aim) => figures.Add(new GuestFigure(name, value, unit, aim));
}
