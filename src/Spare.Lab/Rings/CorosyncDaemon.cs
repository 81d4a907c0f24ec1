using System.Diagnostics;
using System.Security.Cryptography;
using Spare.Lab.Networks;

namespace Spare.Lab.Rings;

/// <summary>The Corosync of one host: its files, its process, and whether it sees the whole ring.</summary>
internal sealed class CorosyncDaemon(HostNamespace host, IReadOnlyList<HostNamespace> ring, CorosyncRingOptions options)
    : IDisposable
{
    public const int KeySize = 256;

    // It logs to its own file. With the lab's output open, whoever reads that would wait for Corosync's end too.
    private const string Silent = "exec \"$@\" </dev/null >/dev/null 2>&1";

    private readonly string directory = Path.Combine(host.Directory, "corosync");
    private Process? process;

    public async Task StartAsync(ReadOnlyMemory<byte> key, CancellationToken cancellation)
    {
        Directory.CreateDirectory(Path.Combine(directory, "state"));
        var keyFile = Path.Combine(directory, "authkey");
        await File.WriteAllBytesAsync(keyFile, key, cancellation);
        File.SetUnixFileMode(keyFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await File.WriteAllTextAsync(
            ConfigurationFile, CorosyncConfiguration.Format(ring, directory, options), cancellation);
        Start();
    }

    /// <summary>Starts it again with the files it has.</summary>
    public void Start() => process = Tool.Start(host.RunIn(
        "setsid", "sh", "-c", Silent, "sh", "corosync", "-f", "-c", ConfigurationFile));

    /// <summary>Kills it as a power failure would; afterwards it is gone, and its port is free.</summary>
    public async Task KillAsync(CancellationToken cancellation)
    {
        if (process is { } running)
        {
            running.Kill();
            await EndAsync(running, cancellation);
        }
    }

    /// <summary>Asks it to leave the ring and waits for its end.</summary>
    public async Task StopAsync(CancellationToken cancellation)
    {
        if (process is { HasExited: false } running)
        {
            _ = NativeMethods.Kill(running.Id, NativeMethods.SigTerm);
            await EndAsync(running, cancellation);
        }
    }

    /// <summary>Whether it is quorate and sees that many hosts; throws when it ended.</summary>
    public async Task<bool> SeesAsync(int hosts, CancellationToken cancellation)
    {
        if (process is not { HasExited: false })
        {
            throw new LabException($"Corosync of host {host.Number} ended by itself; see {directory}/corosync.log.");
        }

        var (_, output, _) = await Tool.RunAsync(host.RunIn("corosync-quorumtool", "-s"), cancellation);
        var words = output.Split('\n').Select(line => line.Split(':', 2, StringSplitOptions.TrimEntries)).ToLookup(
            parts => parts[0], parts => parts.Length > 1 ? parts[1] : "");
        return words["Quorate"].Contains("Yes") && words["Nodes"].Contains($"{hosts}");
    }

    public void Dispose()
    {
        process?.Kill();
        process?.Dispose();
        process = null;
    }

    public static byte[] NewKey() => RandomNumberGenerator.GetBytes(KeySize);

    private string ConfigurationFile => Path.Combine(directory, "corosync.conf");

    private async Task EndAsync(Process running, CancellationToken cancellation)
    {
        await running.WaitForExitAsync(cancellation);
        running.Dispose();
        process = null;
    }
}
