using Spare.Commands;
using Spare.Lab.Daemons;
using Spare.Lab.Networks;
using Spare.Lab.Rings;

namespace Spare.Lab;

/// <summary>One host of a running lab: its addresses, its daemon, and what can be done to it.</summary>
public sealed class LabHost
{
    private readonly CorosyncRing ring;
    private readonly LabHostFiles files;

    internal LabHost(CorosyncRing ring, LabHostFiles files)
    {
        this.ring = ring;
        this.files = files;
        Daemon = new DaemonProcess(files);
        Url = new Uri($"http://127.0.0.1:{files.FrontEnd.Port}");
    }

    /// <summary>1 or more.</summary>
    public int Number => files.Number;

    /// <summary>Where clients outside the hosts' namespaces reach it.</summary>
    public Uri Url { get; }

    /// <summary>Where the other hosts, and programs started inside them, reach it.</summary>
    public Uri OwnUrl => new($"http://{files.Host.Address}:{HostFileText.FrontEndPort}");

    public HostNamespace Namespace => files.Host;

    public AdminClient Admin => Daemon.Admin;

    public string AdminSocket => files.Socket;

    /// <summary>What the daemon logged.</summary>
    public string LogFile => files.Log;

    /// <summary>The end of what the daemon logged.</summary>
    public string LastLogLines() => Daemon.LastLines();

    /// <summary>The daemon's process; null when it does not run.</summary>
    public int? DaemonProcessId => Daemon.ProcessId;

    internal DaemonProcess Daemon { get; }

    internal LabHostFiles Files => files;

    /// <summary>The daemon crashes; Corosync and the replicas' processes live on.</summary>
    public Task KillDaemonAsync(CancellationToken cancellation) => Daemon.KillAsync(cancellation);

    /// <summary>The whole host crashes: daemon, Corosync and replicas at once, without a word to anybody.</summary>
    public async Task CrashAsync(CancellationToken cancellation)
    {
        await files.Host.CutAsync(cancellation);
        await Daemon.KillAsync(cancellation);
        await ring.KillCorosyncAsync(Number - 1, cancellation);
        await ReplicaGroups.RemoveAsync(files.Host, cancellation);
    }

    /// <summary>Pulls the network cable; everything on the host goes on.</summary>
    public Task CutAsync(CancellationToken cancellation) => files.Host.CutAsync(cancellation);

    public Task ReconnectAsync(CancellationToken cancellation) => files.Host.ReconnectAsync(cancellation);
}
