using System.Diagnostics;
using Spare.Evaluation.Machine;
using Spare.Lab;

namespace Spare.Benchmarks.Paper;

/// <summary>Asks the machine which versions of everything are measured.</summary>
internal static class Origin
{
    private const string Unknown = "unknown";

    private static readonly (string Name, string Program, string Argument)[] Programs =
    [
        ("Corosync", "corosync", "-v"),
        ("PostgreSQL", "bash", "for it in /usr/lib/postgresql/*/bin/postgres; do $it --version; done"),
        ("QEMU", "qemu-system-x86_64", "--version"),
        ("libvirt", "libvirtd", "--version"),
    ];

    public static async Task<Provenance> HereAsync(CancellationToken cancellation)
    {
        var versions = new List<KeyValuePair<string, string>>();
        foreach (var (name, program, argument) in Programs)
        {
            string[] arguments = program == "bash" ? ["-c", argument] : [argument];
            if (await FirstLineAsync(new ProcessStartInfo(program, arguments), cancellation) is { } line)
            {
                versions.Add(new(name, line));
            }
        }

        return Provenance.Here(await CommitAsync(cancellation), versions);
    }

    private static async Task<string> CommitAsync(CancellationToken cancellation) =>
        SourceTree.TryFind() is { } tree
            ? await FirstLineAsync(
                new ProcessStartInfo("git", ["describe", "--always", "--dirty=+", "--exclude=*"]) { WorkingDirectory = tree },
                cancellation) ?? Unknown
            : Unknown;

    /// <summary>Null: there is no such program, or it says nothing.</summary>
    private static async Task<string?> FirstLineAsync(ProcessStartInfo start, CancellationToken cancellation)
    {
        try
        {
            var (code, output, _) = await Tool.RunAsync(start, cancellation);
            return code == 0 && output.Trim() is { Length: > 0 } text ? text.Split('\n')[0] : null;
        }
        catch (LabException)
        {
            return null;
        }
    }
}
