namespace Spare.Protocol.Admin;

/// <summary>One replica of a host.</summary>
public sealed record ReplicaStatus
{
    public required ReplicaId Replica { get; init; }

    public required ReplicaRole Role { get; init; }

    public required ReplicaState State { get; init; }

    /// <summary>The last update that its database contains.</summary>
    public UpdateNumber Update { get; init; }

    /// <summary>Its proportional set size in bytes; null when nobody asked for it or it is gone.</summary>
    public long? Memory { get; init; }

    /// <summary>Where its manager reaches it.</summary>
    public string? Address { get; init; }

    /// <summary>What its virtual machine is called on its host; null when not known.</summary>
    public string? Machine { get; init; }

    /// <summary>Which of several images it is of; null when there is but one.</summary>
    public string? Image { get; init; }

    /// <summary>How often it was late, half of which is forgotten each minute; at 100 it is replaced.</summary>
    public int Late { get; init; }

    /// <summary>Its service and agent, when something is wrong with it: one sentence.</summary>
    public string? Detail { get; init; }
}
