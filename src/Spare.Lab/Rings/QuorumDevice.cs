using System.Diagnostics;
using Spare.Lab.Networks;

namespace Spare.Lab.Rings;

/// <summary>
/// A host's side of the witness: <c>corosync-qdevice</c>, which ends with its Corosync and is started again until a new
/// one takes it.
/// </summary>
internal sealed class QuorumDevice(HostNamespace host) : IDisposable
{
    /// <summary>
    /// How long Corosync counts the witness's vote without hearing of it again; the witness hears from the host every
    /// 0.8 of that.
    /// </summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromMilliseconds(600);

    /// <summary>How long a new ring waits for the witness's vote.</summary>
    public static readonly TimeSpan SyncTimeout = TimeSpan.FromMilliseconds(1500);

    /// <summary>Without it heartbeats come once in a second or less often.</summary>
    public const string HeartbeatFloor = "heartbeat_interval_min=100";

    private const string Again =
        "exec >>\"$0\" 2>&1 </dev/null; mkdir -p /run/corosync-qdevice; while sleep 0.1; do corosync-qdevice -f -S \"$1\"; done";

    private Process? process;

    public void Start()
    {
        if (process is not { HasExited: false })
        {
            process?.Dispose();
            process = Tool.Start(host.RunIn(
                "setsid", "sh", "-c", Again, Path.Combine(host.Directory, "qdevice.log"), $"net_{HeartbeatFloor}"));
        }
    }

    /// <summary>Ends what starts it again, and itself.</summary>
    public void Dispose()
    {
        if (process is { HasExited: false } running)
        {
            _ = NativeMethods.Kill(-running.Id, NativeMethods.SigKill);
        }

        process?.Dispose();
        process = null;
    }
}
