using Spare.Commands;
using Spare.Lab.Daemons;
using Spare.Lab.Machines;
using Spare.Lab.Networks;
using Spare.Lab.Rings;
using Spare.Lab.Watching;

namespace Spare.Lab;

/// <summary>One host of a running lab: its addresses, its daemon, and what can be done to it.</summary>
public sealed class LabHost : IWatchedHost, IDisposable
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

    private readonly LabOptions options;
    private readonly CorosyncRing ring;
    private readonly LabHostFiles files;
    private readonly HostLibvirt? libvirt;

    internal LabHost(LabOptions options, CorosyncRing ring, LabHostFiles files, IProgress<LabStep>? progress)
    {
        this.options = options;
        this.ring = ring;
        Supervision = new Supervision(
            LiveAsync,
            happened => progress?.Report(new LabStep($"Daemon of host {Number}: {happened} Log: {LogFile}")));
        this.files = files;
        Daemon = new DaemonProcess(files);
        libvirt = files.Image.Acceleration is null ? null : new HostLibvirt(files.Host);
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

    /// <summary>Of the host's own libvirt; null: its replicas are groups of processes.</summary>
    public string? LibvirtUri => libvirt?.Uri;

    internal DaemonProcess Daemon { get; }

    internal LabHostFiles Files => files;

    internal Supervision Supervision { get; }

    /// <summary>The daemon crashes; Corosync and the replicas' processes live on. Supervision starts it again.</summary>
    public Task KillDaemonAsync(CancellationToken cancellation) => Daemon.KillAsync(cancellation);

    /// <summary>Corosync crashes; the daemon and its replicas live on.</summary>
    public Task KillCorosyncAsync(CancellationToken cancellation) => ring.KillCorosyncAsync(Number - 1, cancellation);

    /// <summary>Whether its Corosync holds a majority with the hosts that it sees.</summary>
    public Task<bool> IsQuorateAsync(CancellationToken cancellation) => ring.IsQuorateAsync(Number - 1, cancellation);

    /// <summary>After it was killed.</summary>
    public void StartCorosync() => ring.StartCorosync(Number - 1);

    /// <summary>
    /// The whole host crashes: daemon, Corosync and replicas at once, without a word to anybody. It stays down, and its
    /// directory stays what it is.
    /// </summary>
    public async Task CrashAsync(CancellationToken cancellation)
    {
        await Supervision.StopAsync();

        // Without Corosync it would tell its clients so, if it lived on for a moment.
        await CutAsync(cancellation);
        await Daemon.KillAsync(cancellation);
        await ring.CrashHostAsync(Number - 1, cancellation);
        await ReplicaGroups.RemoveAsync(files.Host, cancellation);
    }

    /// <summary>The host is switched on after a crash. Returns when its daemon was started.</summary>
    public async Task StartAsync(CancellationToken cancellation)
    {
        await ring.RestartHostAsync(Number - 1, cancellation);
        while (await ring.SizeSeenAsync(Number - 1, cancellation) == 0)
        {
            await Task.Delay(PollInterval, cancellation);
        }

        await StartDaemonAsync(cancellation);
        Supervise();
    }

    /// <summary>The host is up, but its daemon ended and nobody starts it again. Returns when it was started.</summary>
    public async Task StartEndedDaemonAsync(CancellationToken cancellation)
    {
        await StartDaemonAsync(cancellation);
        Supervise();
    }

    internal void Supervise()
    {
        if (options.RestartsDaemons)
        {
            Supervision.Start();
        }
    }

    /// <summary>With the files that it has, at the port that it had.</summary>
    internal async Task StartDaemonAsync(CancellationToken cancellation)
    {
        if (libvirt is not null)
        {
            await libvirt.StartAsync(cancellation);
        }

        files.FrontEnd.Reopen();
        try
        {
            await File.WriteAllTextAsync(
                files.Configuration, HostFileText.Format(options, HostFileInputs.Of(files, ring.Hosts)), cancellation);
        }
        catch (IOException e)
        {
            throw LabDirectory.NotWritten(e);
        }

        Daemon.Start();
        files.FrontEnd.Dispose();
    }

    /// <summary>Nothing gets through between the two any more; both reach everybody else.</summary>
    public async Task CutFromAsync(LabHost other, CancellationToken cancellation)
    {
        await Namespace.CutFromAsync(other.Namespace, cancellation);
        await other.Namespace.CutFromAsync(Namespace, cancellation);
    }

    /// <summary>Pulls the network cable; everything on the host goes on.</summary>
    public Task CutAsync(CancellationToken cancellation) => files.Host.CutAsync(cancellation);

    public Task ReconnectAsync(CancellationToken cancellation) => files.Host.ReconnectAsync(cancellation);

    /// <summary>After the daemon ended.</summary>
    public void Dispose()
    {
        Daemon.Dispose();
        libvirt?.Dispose();
    }

    private async Task<int> LiveAsync(CancellationToken cancellation)
    {
        if (DaemonProcessId is null)
        {
            await StartDaemonAsync(cancellation);
        }

        return await Daemon.EndAsync(cancellation);
    }
}
