namespace Spare.Protocol;

/// <summary>What it means that a host is not in the ring: a crash and a cut cable look the same from here.</summary>
public enum CrashDetection
{
    /// <summary>It may serve elsewhere: only the side that holds a majority goes on.</summary>
    Quorum,

    /// <summary>
    /// It is down; the operator asserts that (SPARE 2.1), and each side goes on. Where the assertion is wrong, two sides
    /// serve different states.
    /// </summary>
    Reliable,
}
