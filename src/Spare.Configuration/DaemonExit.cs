namespace Spare.Configuration;

/// <summary>How a daemon ends that has something to say to whoever started it.</summary>
public static class DaemonExit
{
    /// <summary>EX_TEMPFAIL: it ended because it wants to be started again, at once.</summary>
    public const int StartAgain = 75;
}
