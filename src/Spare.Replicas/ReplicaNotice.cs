using System.Globalization;
using Spare.Protocol;

namespace Spare.Replicas;

/// <summary>Something about a local replica that nobody asked for.</summary>
public abstract record ReplicaNotice
{
    private ReplicaNotice(ReplicaId replica, string text)
    {
        Replica = replica;
        Text = text;
    }

    public ReplicaId Replica { get; init; }

    public string Text { get; init; }

    /// <summary>The machine or the agent of a replica that executes requests is gone.</summary>
    public sealed record Lost(ReplicaId Replica, string Text) : ReplicaNotice(Replica, Text);

    /// <summary>The passive replica's machine or agent is gone; the next one is made from base and journal.</summary>
    public sealed record PassiveLost(ReplicaId Replica, string Text) : ReplicaNotice(Replica, Text);

    /// <summary>The state of a replica was noted and digested.</summary>
    /// <param name="Held">How long the next write had to wait for the note.</param>
    /// <param name="Took">From the order to note it until its digest was there.</param>
    public sealed record StateDigested(ReplicaId Replica, TimeSpan Held, TimeSpan Took) : ReplicaNotice(
        Replica,
        string.Create(
            CultureInfo.InvariantCulture,
            $"Its state was digested in {Took.TotalMilliseconds:F0} ms, and held up writes for {Held.TotalMilliseconds:F1} ms."));

    /// <summary>So many updates came since the base was made that a new one is wanted; may be said again.</summary>
    public sealed record BaseOld(ReplicaId Replica) : ReplicaNotice(Replica, "A new base is wanted.");

    /// <summary>The base has all updates up to that number now.</summary>
    public sealed record BaseMade(ReplicaId Replica, UpdateNumber Number)
        : ReplicaNotice(Replica, $"The base has all updates up to {Number}.");

    /// <summary>The base could not be renewed: the old one stays, and more of the journal with it.</summary>
    public sealed record BaseNotMade(ReplicaId Replica, string Reason)
        : ReplicaNotice(Replica, $"The base was not renewed: {Reason}");

    /// <summary>The service did something that Spare cannot carry to other replicas.</summary>
    public sealed record Unsupported(ReplicaId Replica, string Text) : ReplicaNotice(Replica, Text);

    /// <summary>An instance of the service ended and was started again, or something answered unasked.</summary>
    public sealed record Misbehaved(ReplicaId Replica, string Text) : ReplicaNotice(Replica, Text);

    /// <summary>A passive replica runs and gets the updates that it lacks.</summary>
    public sealed record Resumed(ReplicaId Replica)
        : ReplicaNotice(Replica, $"{Replica} runs, and gets the updates that it lacks.");

    /// <summary>A replica that was woken has its first reply.</summary>
    public sealed record Executed(ReplicaId Replica) : ReplicaNotice(Replica, $"{Replica} has executed its first request.");

    public sealed record Made(ReplicaId Replica, string Text) : ReplicaNotice(Replica, Text);
}
