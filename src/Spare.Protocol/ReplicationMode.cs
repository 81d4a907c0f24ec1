namespace Spare.Protocol;

/// <summary>Which of the settings that the paper compares a Spare runs in (SPARE 6).</summary>
public enum ReplicationMode : byte
{
    /// <summary>As many active replicas as have to agree, and passive ones that are woken when they do not.</summary>
    Spare = 0,

    /// <summary>Active replicas alone, and nobody votes: what the replica at the entry says is the answer.</summary>
    Crash = 1,

    /// <summary>Active replicas alone, so many that those that have to agree are left when the faulty ones are not counted.</summary>
    AppBft = 2,
}

/// <summary>The words for modes that operators write and read.</summary>
public static class ReplicationModes
{
    public static string Name(this ReplicationMode mode) => mode switch
    {
        ReplicationMode.Crash => "crash",
        ReplicationMode.AppBft => "appbft",
        _ => "spare",
    };
}
