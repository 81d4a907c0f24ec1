using System.Collections.Immutable;
using System.Diagnostics;
using Spare.Benchmarks.Measuring;
using Spare.Benchmarks.Paper.Metering;
using Spare.Commands;
using Spare.Evaluation.Experiments;
using Spare.Lab;
using Spare.Lab.Images;
using Spare.Lab.Networks;

namespace Spare.Benchmarks.Paper.Sites;

/// <summary>
/// The auction site without Spare: one copy of the service with its database, which nobody marks writes in and nobody
/// captures them from; and perhaps a plain forwarder before it.
/// </summary>
internal sealed class PlainSite : NamespaceSite
{
    private const int AgentPort = 7000;
    private const int ServicePort = 8000;
    private const int ForwarderPort = 9001;
    private const UnixFileMode Passable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private readonly LabLock held;
    private readonly List<Process> processes = [];
    private ImageLease? image;
    private LabNetwork? network;
    private bool isForwarded;

    private PlainSite(LabLock held) => this.held = held;

    public override ImmutableArray<Uri> Urls => [Url(isForwarded ? ForwarderPort : ServicePort, "rubis")];

    protected override LabName Name => held.Lab;

    private HostNamespace Host => (network ?? throw new InvalidOperationException("not started")).Hosts[0];

    public static async Task<PlainSite> StartPlainAsync(DatabaseSize size, Setting setting, CancellationToken cancellation)
    {
        var site = new PlainSite(LabLock.Take(LabName.Fresh("bench")));
        try
        {
            await site.StartServiceAsync(size, cancellation);
            if (setting == Setting.Forward)
            {
                await site.StartForwarderAsync(cancellation);
            }

            await site.AddClientsAsync(cancellation);
            return site;
        }
        catch
        {
            await site.DisposeAsync();
            throw;
        }
    }

    public override IReadOnlyList<MeterLink> StartMeters() => [StartMeter(Host.Name, 1, socket: "")];

    public override async ValueTask DisposeAsync()
    {
        foreach (var process in processes)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
            process.Dispose();
        }

        if (network is not null)
        {
            await network.DisposeAsync();
        }

        image?.Dispose();
        held.Dispose();
    }

    private async Task StartServiceAsync(DatabaseSize size, CancellationToken cancellation)
    {
        var file = ServiceFiles.Of(size);
        var service = ServiceFiles.Read(file);
        image = await new ImageCache(ImageCache.DefaultDirectory).LeaseAsync(service, file, progress: null, cancellation);
        network = await LabNetwork.CreateAsync(Name, 1, NeededDirectories.Of(service), cancellation);
        File.SetUnixFileMode(Host.Directory, Passable);
        var (copy, disk) = (Path.Combine(Host.Directory, "service.yaml"), Path.Combine(Host.Directory, "disk"));
        await ServiceFiles.WriteUndividedAsync(size, copy, cancellation);
        await Tool.RunAsync("cp", ["-a", image.Path, disk], cancellation);
        Start(
            Programs.Find("spare-agent", "Spare.Agent"), "run", "--service", copy, "--disk", disk,
            "--listen", $"{Host.Address}:{AgentPort}");
        await Wrk.UntilAnsweredAsync(Host, Url(ServicePort, "health"), cancellation);
    }

    private async Task StartForwarderAsync(CancellationToken cancellation)
    {
        isForwarded = true;
        Start(
            "dotnet", Path.Combine(AppContext.BaseDirectory, "spare-bench.dll"), "forward",
            "--url", Url(ForwarderPort, "").ToString(), "--to", Url(ServicePort, "").ToString());
        await Wrk.UntilAnsweredAsync(Host, Url(ForwarderPort, "health"), cancellation);
    }

    private void Start(string program, params IEnumerable<string> arguments)
    {
        const string Quiet = "exec \"$@\" >>\"$0\" 2>&1 </dev/null";
        var log = Path.Combine(Host.Directory, "log");
        processes.Add(Tool.Start(Host.RunIn("setsid", ["sh", "-c", Quiet, log, program, .. arguments])));
    }

    private Uri Url(int port, string path) => new($"http://{Host.Address}:{port}/{path}");
}
