using System.Collections.Immutable;
using Spare.Commands;
using Spare.Configuration.Reading;
using Spare.Configuration.Service;
using Spare.Lab.Daemons;
using Spare.Lab.Faults;
using Spare.Lab.Images;
using Spare.Lab.Machines;
using Spare.Lab.Networks;
using Spare.Lab.Rings;
using Spare.Protocol;
using Spare.Protocol.Admin;

namespace Spare.Lab;

/// <summary>
/// Several hosts on one machine, each with Corosync, a daemon and replicas of a service: what <c>make run</c>, the
/// end-to-end tests and the benchmarks start. Everything it made is gone after disposal.
/// </summary>
public sealed class RunningLab : IAsyncDisposable
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);

    private readonly LabOptions options;
    private readonly LabLock held;
    private readonly List<FrontEndSocket> frontEnds = [];
    private ReplicaImage? image;
    private CorosyncRing? ring;
    private FaultSocket? faultSocket;
    private bool isDisposed;

    private RunningLab(LabOptions options, LabLock held)
    {
        this.options = options;
        this.held = held;
        Faults = new LabFaults(this);
    }

    /// <summary>Host 1 first.</summary>
    public ImmutableArray<LabHost> Hosts { get; private set; } = [];

    public LabName Name => options.Name;

    /// <summary>How long it may take to become whole after a fault.</summary>
    internal TimeSpan Patience => options.WholePatience;

    internal FaultThreshold Threshold => options.Faults;

    /// <summary>What <c>spare-lab fault</c> does to it.</summary>
    internal LabFaults Faults { get; }

    /// <summary>Returns when all hosts serve. Throws <see cref="LabException"/> with everything removed again.</summary>
    public static async Task<RunningLab> StartAsync(
        LabOptions options, IProgress<LabStep>? progress, CancellationToken cancellation)
    {
        Requirements.Check(options.Driver);
        var service = ServiceFileReader.Load(options.ServiceFile).OrRefuse();
        HostSettings.Check(options).OrRefuse();
        await RemoveAbandonedAsync(progress, cancellation);
        var lab = new RunningLab(options, LabLock.Take(options.Name));
        try
        {
            await lab.BuildAsync(service, progress, cancellation);
            return lab;
        }
        catch (Exception e) when (LabDirectory.IsAboutFiles(e))
        {
            await lab.DisposeAsync();
            throw LabDirectory.NotWritten(e);
        }
        catch
        {
            await lab.DisposeAsync();
            throw;
        }
    }

    public async Task<ImmutableArray<HostStatus>> StatusAsync(CancellationToken cancellation) =>
        [.. await Task.WhenAll(Hosts.Select(host => host.Admin.StatusAsync(cancellation)))];

    /// <summary>Numbers of the hosts whose Corosync holds a majority now.</summary>
    public async Task<ImmutableArray<int>> QuorateHostsAsync(CancellationToken cancellation)
    {
        var quorate = await Task.WhenAll(Hosts.Select(host => host.IsQuorateAsync(cancellation)));
        return [.. Hosts.Where((_, index) => quorate[index]).Select(host => host.Number)];
    }

    /// <summary>Returns when every Corosync sees all hosts, and the witness if there is one.</summary>
    public Task UntilRingIsWholeAsync(CancellationToken cancellation) =>
        ring?.WaitUntilWholeAsync(cancellation) ?? Task.CompletedTask;

    /// <summary>
    /// Ends it in order: daemons finish their requests and destroy their replicas, then Corosync and namespaces go.
    /// Bounded in time: what does not end is killed.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        if (isDisposed)
        {
            return;
        }

        isDisposed = true;
        if (faultSocket is not null)
        {
            await faultSocket.DisposeAsync();
        }

        await Task.WhenAll(Hosts.Select(host => host.Supervision.DisposeAsync().AsTask()));
        await Task.WhenAll(Hosts.Select(host => host.Daemon.StopAsync(options.StopPatience, CancellationToken.None)));
        foreach (var host in Hosts)
        {
            host.Dispose();
        }

        Hosts = [];
        frontEnds.ForEach(frontEnd => frontEnd.Dispose());
        if (ring is not null)
        {
            await ring.DisposeAsync();
            ring = null;
        }

        try
        {
            await Leftovers.RemoveAsync(options.Name, CancellationToken.None);
            held.Dispose();
        }
        finally
        {
            image?.Leases.ToList().ForEach(lease => lease.Dispose());
            held.Abandon();
        }
    }

    private static async Task RemoveAbandonedAsync(IProgress<LabStep>? progress, CancellationToken cancellation)
    {
        foreach (var held in LabLock.TakeAbandoned())
        {
            progress?.Report(new LabStep($"Removing what lab '{held.Lab}' left behind"));
            try
            {
                await Leftovers.RemoveAsync(held.Lab, cancellation);
                held.Dispose();
            }
            catch
            {
                held.Abandon();
                throw;
            }
        }
    }

    private async Task BuildAsync(ServiceFile service, IProgress<LabStep>? progress, CancellationToken cancellation)
    {
        var count = options.Faults.Hosts;
        for (var i = 0; i < count; i++)
        {
            frontEnds.Add(FrontEndSocket.Open(options.FrontEndPort == 0 ? 0 : options.FrontEndPort + i));
        }

        image = await LeaseImageAsync(service, progress, cancellation);
        await MakeDirectoryAsync(image, cancellation);
        var witness = options.Ring.HasWitness ? ", and a witness" : "";
        progress?.Report(new LabStep($"{count} hosts in network namespaces, joined by an encrypted Corosync ring{witness}"));
        ring = await CorosyncRing.StartAsync(
            options.Name, count, options.Ring with { Visible = [.. NeededDirectories.Of(service)] }, cancellation);
        await StartDaemonsAsync(ring, image, progress, cancellation);
        var passive = options.Faults.HasPassiveReplicas ? "and one passive " : "";
        progress?.Report(new LabStep($"{count} daemons, each with one active {passive}replica"));
        await UntilServingAsync(cancellation);
        Hosts.ToList().ForEach(host => host.Supervise());
        faultSocket = FaultSocket.Open(options.Name, Faults);
        Record(service.Name).Write(options.Name.Directory);
    }

    private async Task MakeDirectoryAsync(ReplicaImage source, CancellationToken cancellation)
    {
        await Leftovers.RemoveAsync(options.Name, cancellation);
        LabDirectory.Make(options.Name);
        if (options.Driver == HypervisorDriver.Process)
        {
            var replicas = options.Faults.ActiveReplicas + options.Faults.PassiveReplicas;
            LabDirectory.CheckRoom(options.Name, source.Leases[0].Path, replicas);
        }
    }

    private async Task<ReplicaImage> LeaseImageAsync(
        ServiceFile service, IProgress<LabStep>? progress, CancellationToken cancellation) =>
        options.Driver == HypervisorDriver.Libvirt
            ? await GuestImages.LeaseAsync(service, options.ServiceFile, options.Faults, progress, cancellation)
            : new ReplicaImage(
                [await new ImageCache(options.ImageDirectory).LeaseAsync(service, options.ServiceFile, progress, cancellation)],
                Acceleration: null);

    private async Task StartDaemonsAsync(
        CorosyncRing hosts, ReplicaImage source, IProgress<LabStep>? progress, CancellationToken cancellation)
    {
        Hosts =
        [
            .. hosts.Hosts.Zip(frontEnds, (host, frontEnd) =>
                new LabHost(options, hosts, new LabHostFiles(host, source, frontEnd), progress)),
        ];
        PeerCertificatePaths.Write(options.Name.Directory, Hosts.Length);
        foreach (var host in Hosts)
        {
            host.Files.MakeDirectories();
            await host.StartDaemonAsync(cancellation);
        }
    }

    private async Task UntilServingAsync(CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(options.ServingPatience);
        var waiting = new Dictionary<int, string>();
        try
        {
            foreach (var host in Hosts)
            {
                waiting[host.Number] = "does not answer";
                var status = await host.Admin.TryStatusAsync(limit.Token);
                while (status is not { State: ServingState.Serving })
                {
                    waiting[host.Number] = status is null ? "does not answer" : $"is {status.State}: {status.Reason}";

                    // One that ended is why the others wait.
                    Hosts.ToList().ForEach(other => other.Daemon.ThrowIfEnded());
                    await Task.Delay(PollInterval, limit.Token);
                    status = await host.Admin.TryStatusAsync(limit.Token);
                }

                waiting.Remove(host.Number);
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new LabException(
                $"Not all daemons served within {options.ServingPatience.TotalSeconds:0} s: "
                + string.Join("; ", waiting.Select(host => $"host {host.Key} {host.Value}"))
                + $". The end of the log of host {waiting.Keys.First()}:\n{Hosts[waiting.Keys.First() - 1].Daemon.LastLines()}");
        }
    }

    private LabRecord Record(string service) => new(
        options.Name.Value,
        Environment.ProcessId,
        service,
        [.. Hosts.Select(host => new LabRecord.Host((uint)host.Number, host.AdminSocket, host.Url.ToString()))]);
}
