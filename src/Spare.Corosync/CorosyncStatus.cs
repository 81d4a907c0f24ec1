namespace Spare.Corosync;

/// <summary>Corosync's <c>cs_error_t</c>, as far as it is told apart here.</summary>
internal enum CorosyncStatus
{
    Ok = 1,

    /// <summary>No connection to the daemon: not running, or ended.</summary>
    Library = 2,

    /// <summary>Flow control, or the ring is forming.</summary>
    TryAgain = 6,
    InvalidParameter = 7,
    NoMemory = 8,
    BadHandle = 9,
    Access = 11,
    NotExist = 12,
    Exist = 14,
}
