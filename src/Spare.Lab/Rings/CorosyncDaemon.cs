using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Spare.Lab.Networks;

namespace Spare.Lab.Rings;

/// <summary>The Corosync of one host: its files, its process, and whether it sees the whole ring.</summary>
internal sealed class CorosyncDaemon(HostNamespace host, LabNetwork network, CorosyncRingOptions options) : IDisposable
{
    public const int KeySize = 256;

    // With the lab's output open, whoever reads that would wait for Corosync's end too.
    private const string Logged = "exec \"$@\" >>\"$0\" 2>&1 </dev/null";

    private readonly QuorumDevice? device = network.Witness is null ? null : new QuorumDevice(host);

    private readonly string directory = Path.Combine(host.Directory, "corosync");
    private Process? process;

    public int Number => host.Number;

    /// <summary>Its process; null: it was never started.</summary>
    public int? ProcessId => process?.Id;

    public async Task StartAsync(ReadOnlyMemory<byte> key, CancellationToken cancellation)
    {
        Directory.CreateDirectory(Path.Combine(directory, "state"));
        var keyFile = Path.Combine(directory, "authkey");
        await File.WriteAllBytesAsync(keyFile, key, cancellation);
        File.SetUnixFileMode(keyFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await File.WriteAllTextAsync(
            ConfigurationFile,
            CorosyncConfiguration.Format(network.Hosts, network.Witness?.Address, directory, options),
            cancellation);
        Start();
    }

    /// <summary>Starts it again with the files it has.</summary>
    public void Start()
    {
        process = Tool.Start(host.RunIn("setsid", "sh", "-c", Logged, Log, "corosync", "-f", "-c", ConfigurationFile));
        device?.Start();
    }

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

    /// <summary>Whether it is quorate, with every vote that there can be, and sees that many hosts; throws when it ended.</summary>
    public async Task<bool> SeesAsync(int hosts, CancellationToken cancellation)
    {
        if (process is not { HasExited: false })
        {
            throw new LabException($"Corosync of host {Number} ended by itself. The end of its log:\n{LastLines()}");
        }

        var words = await AskAsync(cancellation);
        var witness = device is null || words["Flags"].Any(flags => flags.Contains("Qdevice", StringComparison.Ordinal));
        return words["Quorate"].Contains("Yes") && words["Nodes"].Contains($"{hosts}")
            && witness && words["Total votes"].SequenceEqual(words["Expected votes"]);
    }

    /// <summary>Whether it may go on; false as well when it does not run.</summary>
    public async Task<bool> IsQuorateAsync(CancellationToken cancellation) =>
        (await AskAsync(cancellation))["Quorate"].Contains("Yes");

    /// <summary>How many hosts are in its ring, with itself; 0 when it does not run.</summary>
    public async Task<int> SizeSeenAsync(CancellationToken cancellation) =>
        int.TryParse((await AskAsync(cancellation))["Nodes"].FirstOrDefault(), CultureInfo.InvariantCulture, out var size)
            ? size : 0;

    public string LastLines() => LogEnd.Of(Log);

    public void Dispose()
    {
        device?.Dispose();
        process?.Kill();
        process?.Dispose();
        process = null;
    }

    public static byte[] NewKey() => RandomNumberGenerator.GetBytes(KeySize);

    // Corosync itself appends to it as well: see CorosyncConfiguration.
    private string Log => Path.Combine(directory, "corosync.log");

    private string ConfigurationFile => Path.Combine(directory, "corosync.conf");

    private async Task<ILookup<string, string>> AskAsync(CancellationToken cancellation)
    {
        var (_, output, _) = await Tool.RunAsync(host.RunIn("corosync-quorumtool", "-s"), cancellation);
        return output.Split('\n').Select(line => line.Split(':', 2, StringSplitOptions.TrimEntries)).ToLookup(
            parts => parts[0], parts => parts.Length > 1 ? parts[1] : "");
    }

    private async Task EndAsync(Process running, CancellationToken cancellation)
    {
        await running.WaitForExitAsync(cancellation);
        running.Dispose();
        process = null;
    }
}
