namespace Spare.Protocol.Admin;

/// <summary>
/// The paths of the admin API: HTTP/1.1 on a Unix socket of the daemon, JSON unless said otherwise. An answer other
/// than 200 carries an <see cref="AdminProblem"/>.
/// </summary>
public static class AdminRoutes
{
    /// <summary>Where a daemon listens unless its configuration says otherwise.</summary>
    public const string DefaultSocket = "/run/spare/admin.sock";

    /// <summary>
    /// GET: a <see cref="HostStatus"/>; what replicas hold of the host's memory is in it with <see cref="Memory"/>=true alone, since
    /// the kernel takes milliseconds to count it.
    /// </summary>
    public const string Status = "/status";

    public const string Memory = "memory";

    /// <summary>GET: a <see cref="HostStages"/>.</summary>
    public const string Stages = "/stages";

    /// <summary>
    /// GET: <see cref="OperatorEvent"/>s, one per line (application/x-ndjson), with numbers above the query's
    /// <see cref="Since"/>; with <see cref="Follow"/>=true the answer goes on until the client leaves.
    /// </summary>
    public const string Events = "/events";

    /// <summary>POST: brings the local passive replica up to date; a <see cref="FlushResult"/> when it is.</summary>
    public const string Flush = "/flush";

    /// <summary>POST: replaces the local active replica by the passive one; a <see cref="RecoveryResult"/> when it is.</summary>
    public const string Recover = "/recover";

    /// <summary>
    /// POST: wakes the local passive replica until it is put back; an <see cref="ActivationResult"/> when it executes requests.
    /// </summary>
    public const string Activate = "/activate";

    /// <summary>
    /// POST <c>/passivate/{replica}</c>: puts a local replica back that executes requests; an <see cref="ActivationResult"/>
    /// when others go on without it.
    /// </summary>
    public const string Passivate = "/passivate";

    /// <summary>POST: no replica is replaced by schedule or suspicion any more; an <see cref="AutomationResult"/>.</summary>
    public const string AutomationPause = "/automation/pause";

    /// <summary>POST: replicas are replaced by schedule and suspicion again; an <see cref="AutomationResult"/>.</summary>
    public const string AutomationResume = "/automation/resume";

    /// <summary>
    /// POST: the host takes no requests of clients any more; DELETE: it does again. A <see cref="DrainResult"/>; 503 before
    /// it takes requests at all.
    /// </summary>
    public const string Drain = "/drain";

    /// <summary>
    /// POST: has the host go on without those that are missing, whatever they answered; a <see cref="BootstrapResult"/>.
    /// </summary>
    public const string Bootstrap = "/bootstrap";

    /// <summary>
    /// GET <c>/dump/{replica}</c>, where replica is an id (<c>h1-r2</c>), <c>active</c> or <c>passive</c>: the
    /// canonical dump as text; with <see cref="DigestOnly"/>=true a <see cref="DumpDigest"/>.
    /// </summary>
    public const string Dump = "/dump";

    /// <summary>
    /// GET: the <see cref="Faults.InjectedFault"/>s that are set; POST of one: sets it, and answers it; DELETE: clears
    /// all, and answers what they were. 403 unless the host file says <c>fault-injection: allowed</c>.
    /// </summary>
    public const string InjectedFaults = "/faults";

    /// <summary>
    /// GET <c>/evidence/{request}</c>, where request is a <see cref="Evidence.RequestName"/>: the bytes of an
    /// <see cref="Evidence.EvidenceAnswer"/>, also when there is no case.
    /// </summary>
    public const string EvidenceOfRequest = "/evidence";

    /// <summary>
    /// POST <c>/replay/{request}</c>: executes a request of which this host keeps evidence again, on a clone of the base; the
    /// bytes of an <see cref="Evidence.EvidenceAnswer"/> with one case, whose agreed answer is that of the clone.
    /// </summary>
    public const string Replay = "/replay";

    /// <summary>
    /// GET: the last <see cref="Limit"/> <see cref="OperatorEvent"/>s that matter long after, from before the daemon was
    /// started too, oldest first.
    /// </summary>
    public const string History = "/history";

    /// <summary>
    /// GET: the <see cref="QuarantineEntry"/>s in force, oldest first. DELETE <c>/quarantine/{likeness}</c>: releases one on
    /// all hosts, and answers it; 404 when there is none.
    /// </summary>
    public const string Quarantine = "/quarantine";

    public const string Limit = "limit";

    /// <summary>Of <see cref="Bootstrap"/>: nothing changes, and the answer says what would.</summary>
    public const string DryRun = "dry-run";

    public const string Since = "since";

    public const string Follow = "follow";

    public const string DigestOnly = "digest";

    /// <summary>
    /// How long the answer to <see cref="Recover"/> takes at most: the passive replica may have to be made first, of another
    /// image, after those of other hosts.
    /// </summary>
    public static readonly TimeSpan RecoveryPatience = TimeSpan.FromMinutes(5);

    /// <summary>Events that a daemon keeps for readers who come later; older ones are only in its log.</summary>
    public const int EventsKept = 4096;
}
