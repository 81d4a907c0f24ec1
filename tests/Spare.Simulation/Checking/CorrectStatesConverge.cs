using Spare.Protocol;

namespace Spare.Simulation.Checking;

/// <summary>
/// When everything has come to rest, all correct active replicas of hosts that serve are in one state, and their
/// passive ones too.
/// </summary>
public sealed class CorrectStatesConverge : Checker
{
    public override void End(Ending ending)
    {
        var serving = ending.Hosts.Where(host =>
            host is { Alive: true, State.Serving: true } && ending.Survivors.Contains(host.Life)).ToArray();
        Same(serving.Where(host => host.Active is not null).Select(host => (host.Host, host.Active!.Value)), "active");
        Same(serving.Where(host => host.Passive is not null).Select(host => (host.Host, host.Passive!.Value)), "flushed passive");
        foreach (var host in serving.Where(host => host is { Active: { } active, Passive: { } passive } && active != passive))
        {
            Fail($"The replicas of {host.Host} differ.");
        }
    }

    private void Same(IEnumerable<(HostId Host, Digest State)> states, string what)
    {
        if (states.Select(entry => entry.State).Distinct().Count() > 1)
        {
            Fail($"The {what} replicas of {string.Join(", ", states.Select(entry => entry.Host))} differ.");
        }
    }
}
