namespace Spare.Simulation.Faults;

/// <summary>What goes wrong in a run.</summary>
public enum Trouble
{
    None,

    /// <summary>The clocks of the hosts differ by hours.</summary>
    Skew,

    /// <summary>Up to f replicas lie, each thing they do in another way, until the trouble is over.</summary>
    Lies,

    /// <summary>Up to f replicas tell the same lies about replies, write sets or both.</summary>
    Conspiracy,

    /// <summary>A replica ends again and again.</summary>
    ReplicaCrash,

    /// <summary>Requests that kill or hang every replica.</summary>
    DeadlyRequests,

    /// <summary>A host is many times slower than the others.</summary>
    SlowHost,

    /// <summary>Connections between managers break, and votes on reads are lost.</summary>
    BrokenLinks,

    /// <summary>The passive replica cannot be updated; with a small buffer.</summary>
    PassiveFailure,

    /// <summary>A host is gone, maybe for good.</summary>
    ManagerCrash,

    /// <summary>A manager loses its connection to the group and gets another one.</summary>
    GroupLost,

    /// <summary>The hosts cannot reach each other for a while.</summary>
    Split,

    /// <summary>A host's ring changes again and again without anything being lost.</summary>
    Regrouping,

    JournalFailure,

    /// <summary>Hosts recover proactively, again and again, while replicas may be corrupted.</summary>
    Recovery,

    /// <summary>The passive replica ends by itself again and again.</summary>
    PassiveCrash,

    /// <summary>The states of running replicas are changed where no request looks; then every host recovers.</summary>
    UnseenCorruption,

    /// <summary>All hosts are gone at the same time, and come back one after the other.</summary>
    PowerLoss,
}
