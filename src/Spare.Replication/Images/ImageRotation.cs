using System.Collections.Immutable;
using Spare.Protocol;
using Spare.Protocol.Messages;
using Spare.Replication.Execution;
using Spare.Replication.Requests;
using Spare.Replication.Serving;

namespace Spare.Replication.Images;

/// <summary>
/// Chooses the image of each passive replica of this host, so that it is of another one than all that execute requests, here
/// and elsewhere (SPARE 2.2). Whatever takes over takes its image with it: so each replacement moves the group on by one
/// image, and where <c>2f + 1</c> images are there, replicas that vote on one request are of different ones.
/// </summary>
/// <remarks>
/// What other hosts say of their replicas may be late: then a passive replica is of an image that votes already, and is made
/// again when another host has one that is not. No vote depends on any of it.
/// </remarks>
internal sealed class ImageRotation(ReplicationOptions options, Roster roster, Outbox outbox)
{
    private readonly Dictionary<ReplicaId, ImageNumber> known = Firsts(options);
    private readonly Dictionary<ReplicaId, ImageNumber> told = [];

    /// <summary>There is more than one image.</summary>
    private bool IsOn => options.Images > 1;

    private int Rank => options.Hosts.Order().ToImmutableArray().IndexOf(options.Self);

    /// <summary>The image of the passive replica that is there, or is being made.</summary>
    public ImageNumber Passive { get; private set; } =
        Firsts(options).GetValueOrDefault(new ReplicaId(options.Self, 2));

    /// <summary>A replica that executes requests is of the passive one's image, and there is another one to make it of.</summary>
    public bool PassiveCollides => IsOn && IsTaken(Passive, Used()) && Free(Used()).Count > 0;

    /// <summary>The active replica is of the image of a higher host's, and is to be replaced.</summary>
    public bool ActiveCollides =>
        IsOn && ImageOf(roster.Active(options.Self)) is { } own
        && roster.Hosts.Any(host => host.CompareTo(options.Self) > 0 && ImageOf(roster.Active(host)) == own);

    /// <summary>A passive replica of a lower host has to be made again as well, and goes first.</summary>
    public bool LowerCollides => roster.Hosts.Any(host =>
        host.CompareTo(options.Self) < 0 && ImageOf(NextOf(host)) is { } image && IsTaken(image, Used()));

    /// <summary>
    /// The image of the next passive replica: one that no replica has which executes requests. If there is none: that of the
    /// active one, when it is about to be replaced.
    /// </summary>
    public ImageNumber Next()
    {
        var free = Free(Used());
        var active = ImageOf(roster.Active(options.Self)) ?? FirstImages.Active(Rank, options.Images);
        Passive = free.Count > 0 ? free[Rank % free.Count]
            : roster.Helpers(options.Self).Any() ? active
            : new ImageNumber((byte)((active.Value + 1) % options.Images));
        return Passive;
    }

    /// <summary>The passive replica executes requests from now on.</summary>
    public void Started(ReplicaId replica) => known[replica] = Passive;

    public void BeginEpoch() => told.Clear();

    public void Deliver(Epoch epoch, HostId sender, GroupMessage message)
    {
        if (message is ReplicaImage said && said.Epoch == epoch && said.Replica.Host == sender && roster.IsThere(said.Replica))
        {
            known[said.Replica] = said.Image;
        }
    }

    /// <summary>Tells the others what they do not know of this host.</summary>
    /// <param name="isClean">There is a passive replica.</param>
    public void Advance(Epoch epoch, RunningReplicas running, bool isClean)
    {
        if (!IsOn)
        {
            return;
        }

        foreach (var forgotten in known.Keys.Where(replica => !roster.IsThere(replica)).ToArray())
        {
            known.Remove(forgotten);
            told.Remove(forgotten);
        }

        foreach (var replica in running.All)
        {
            Tell(epoch, replica.Id, ImageOf(replica.Id));
        }

        if (isClean)
        {
            Tell(epoch, NextOf(options.Self), Passive);
        }
    }

    /// <summary>Nothing is known where a host comes back: there were others since.</summary>
    private static Dictionary<ReplicaId, ImageNumber> Firsts(ReplicationOptions options)
    {
        var firsts = new Dictionary<ReplicaId, ImageNumber>();
        if (options.Past is not null)
        {
            return firsts;
        }

        foreach (var (host, rank) in options.Hosts.Order().Select((host, rank) => (host, rank)))
        {
            firsts[new ReplicaId(host, 1)] = FirstImages.Active(rank, options.Images);
            firsts[new ReplicaId(host, 2)] = FirstImages.Passive(rank, options.Hosts.Length, options.Images);
        }

        return firsts;
    }

    private static bool IsTaken(ImageNumber image, HashSet<ImageNumber> used) => used.Contains(image);

    private void Tell(Epoch epoch, ReplicaId replica, ImageNumber? image)
    {
        if (image is { } its && (!told.TryGetValue(replica, out var said) || said != its))
        {
            told[replica] = its;
            outbox.Add(new ManagerEffect.Multicast(new ReplicaImage(epoch, replica, its)));
        }
    }

    private ImageNumber? ImageOf(ReplicaId replica) => known.TryGetValue(replica, out var image) ? image : null;

    private ReplicaId NextOf(HostId host) => new(host, roster.LastGeneration(host) + 1);

    /// <summary>The images of all replicas that execute requests, as far as they are known.</summary>
    private HashSet<ImageNumber> Used() =>
    [
        .. roster.Hosts.SelectMany(host => roster.Helpers(host).Append(roster.Active(host)))
            .Select(ImageOf).OfType<ImageNumber>(),
    ];

    private List<ImageNumber> Free(HashSet<ImageNumber> used) =>
        [.. Enumerable.Range(0, options.Images).Select(number => new ImageNumber((byte)number)).Where(image => !IsTaken(image, used))];
}
