namespace Spare.Replication.Recovery;

/// <summary>
/// Whether this host replaces replicas that still do their work: by schedule (SPARE 4.2), and because they were late too
/// often (SPARE 4.1.3). An operator can pause that. What masks a fault is never paused.
/// </summary>
internal sealed class Automation
{
    public bool IsPaused { get; set; }
}
