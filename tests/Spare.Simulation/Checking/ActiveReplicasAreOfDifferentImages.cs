using Spare.Protocol;
using Spare.Replication;
using Spare.Replication.Images;

namespace Spare.Simulation.Checking;

/// <summary>
/// When everything has come to rest, all hosts serve and none has a woken replica, their active replicas are of different images,
/// and each passive one is of another image than all of them: whichever is woken, those that vote are of different ones
/// (SPARE 2.2).
/// </summary>
public sealed class ActiveReplicasAreOfDifferentImages : Checker
{
    private readonly Dictionary<Life, ImageNumber> passive = [];
    private readonly Dictionary<(Life Life, ReplicaId Replica), ImageNumber?> started = [];

    /// <summary>How often a replica was started, ended or begun to be made.</summary>
    public int Changes { get; private set; }

    public override void Observe(in Observation observation)
    {
        foreach (var effect in observation.Effects)
        {
            switch (effect)
            {
                case ManagerEffect.MakePassive make:
                    passive[observation.Life] = make.Image;
                    Changes++;
                    break;
                case ManagerEffect.StartReplica start:
                    started[(observation.Life, start.Replica)] =
                        passive.TryGetValue(observation.Life, out var image) ? image : null;
                    Changes++;
                    break;
                case ManagerEffect.EndReplica end:
                    started.Remove((observation.Life, end.Replica));
                    Changes++;
                    break;
                default:
                    break;
            }
        }
    }

    public override void End(Ending ending)
    {
        var serving = ending.Hosts.Where(host =>
            host is { Alive: true, State: { Serving: true, ActiveReady: true } } && ending.Survivors.Contains(host.Life)).ToArray();
        if (ending.Plan.Images == 1 || serving.Length < ending.Plan.Hosts.Length || serving.Any(HasWoken))
        {
            return;
        }

        var active = serving.Select(host => ActiveOf(host, ending.Plan.Hosts, ending.Plan.Images)).ToArray();
        if (active.Distinct().Count() < active.Length)
        {
            Fail($"Active replicas are of {string.Join(", ", active)}.");
        }

        foreach (var host in serving.Where(host => host.Passive is not null && active.Contains(PassiveOf(host, ending))))
        {
            Fail($"The passive replica of {host.Host} is of {PassiveOf(host, ending)}, and active ones of {string.Join(", ", active)}.");
        }
    }

    private bool HasWoken(HostEnding host) =>
        started.Keys.Any(one => one.Life == host.Life && one.Replica != host.State!.Active); // Who serves was asked.

    private ImageNumber ActiveOf(HostEnding host, IReadOnlyList<HostId> hosts, int images)
    {
        var active = host.State!.Active; // Who serves was asked.
        return started.TryGetValue((host.Life, active), out var image) && image is { } known ? known
            : active.Generation == 1 ? FirstImages.Active(hosts.ToList().IndexOf(host.Host), images)
            : FirstOf(host, hosts, images);
    }

    private ImageNumber PassiveOf(HostEnding host, Ending ending) =>
        passive.TryGetValue(host.Life, out var image) ? image : FirstOf(host, ending.Plan.Hosts, ending.Plan.Images);

    private static ImageNumber FirstOf(HostEnding host, IReadOnlyList<HostId> hosts, int images) =>
        FirstImages.Passive(hosts.ToList().IndexOf(host.Host), hosts.Count, images);
}
