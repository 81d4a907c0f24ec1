using System.Collections.Immutable;
using System.Diagnostics;
using Spare.Configuration.Hosts;
using Spare.Configuration.Service;
using Spare.Lab.Images;
using Spare.Protocol;

namespace Spare.Lab.Machines;

/// <summary>
/// The images of a service's guests, as <c>vm-images/build</c> makes them: once, and again when something changed. Each is
/// of another suite of Debian.
/// </summary>
internal static class GuestImages
{
    private static readonly string[] Suites = ["bookworm", "trixie", "bullseye"];

    private const int ComplaintLinesShown = 15;

    public static async Task<ReplicaImage> LeaseAsync(
        ServiceFile service, string serviceFile, FaultThreshold threshold, IProgress<LabStep>? progress,
        CancellationToken cancellation)
    {
        if (LibvirtDriverSettings.WhyAlike(Suites.Length, threshold) is { } reason)
        {
            progress?.Report(new LabStep(reason));
        }

        var leases = ImmutableArray.CreateBuilder<ImageLease>();
        foreach (var suite in Suites)
        {
            progress?.Report(new LabStep(
                $"Image of the guests of '{service.Name}', of Debian {suite} (made once; kept for the next time)"));
            var directory = await BuildAsync(suite, service, Path.GetFullPath(serviceFile), progress, cancellation);
            leases.Add(new ImageLease(directory, new FileStream(
                Path.Combine(directory, "disk.qcow2"), FileMode.Open, FileAccess.Read, FileShare.Read)));
        }

        var acceleration = await KvmProbe.RunAsync(Path.Combine(leases[0].Path, "kernel"), cancellation);
        progress?.Report(new LabStep(acceleration == MachineAcceleration.Kvm
            ? "KVM boots a guest here: it is used"
            : "KVM boots no guest here: QEMU computes every instruction (TCG), and starting takes minutes"));
        return new ReplicaImage(leases.ToImmutable(), acceleration);
    }

    private static async Task<string> BuildAsync(
        string suite, ServiceFile service, string serviceFile, IProgress<LabStep>? progress, CancellationToken cancellation)
    {
        // What is elsewhere belongs to the system, and the recipe knows what a guest has of that.
        var programs = NamedFiles.DirectoriesOf(service).Select(Inside).OfType<string>();
        var file = Inside(serviceFile) ?? throw new LabException(
            $"Guests are built from files in {SourceTree.Directory}: {serviceFile} is elsewhere.");
        using var build = Tool.Start(new ProcessStartInfo(SourceTree.PathOf("vm-images/build"), ["--suite", suite, file, .. programs])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        });
        try
        {
            var output = build.StandardOutput.ReadToEndAsync(cancellation);
            var lines = new List<string>();
            while (await build.StandardError.ReadLineAsync(cancellation) is { } line)
            {
                lines.Add(line);
                progress?.Report(new LabStep($"  {line}"));
            }

            await build.WaitForExitAsync(cancellation);
            return build.ExitCode == 0 ? (await output).Trim() : throw new LabException(
                $"The image of the guests could not be made:\n{string.Join('\n', lines.TakeLast(ComplaintLinesShown))}");
        }
        catch (OperationCanceledException)
        {
            build.Kill(entireProcessTree: true);
            throw;
        }
    }

    private static string? Inside(string path)
    {
        var relative = Path.GetRelativePath(SourceTree.Directory, path);
        return relative.StartsWith("..", StringComparison.Ordinal) || Path.IsPathRooted(relative) ? null : relative;
    }
}
