using System.Diagnostics;
using Spare.Commands;

namespace Spare.Lab.Daemons;

/// <summary>The <c>spared</c> of one host: its process, its log, and whether it serves.</summary>
internal sealed class DaemonProcess(LabHostFiles files) : IDisposable
{
    private const int ReplicaLogLinesShown = 4;

    private readonly string program = Programs.Find("spared", "Spare.Daemon");
    private readonly List<Process> lives = [];
    private volatile Process? process;

    public AdminClient Admin { get; } = new(files.Socket);

    public int? ProcessId => process is { HasExited: false } running ? running.Id : null;

    /// <summary>Starts it with the files it has; the front end's socket goes with it.</summary>
    public void Start()
    {
        File.Delete(files.Socket);

        // A session of its own, so that Ctrl-C in the lab's terminal leaves the order of the end to the lab.
        const string Logged = "exec \"$@\" >>\"$0\" 2>&1 </dev/null";
        var start = files.Host.RunIn("setsid", "sh", "-c", Logged, files.Log, program, "--config", files.Configuration);

        // A killed daemon leaves the runtime's diagnostic sockets there: they go with the lab.
        start.Environment["TMPDIR"] = files.PrivateDirectory;
        var started = files.FrontEnd.Inherit(() => Tool.Start(start));

        // Somebody may be looking at the last one still: all are let go of together.
        lives.Add(started);
        process = started;
    }

    /// <summary>Waits for its end; the exit code.</summary>
    public async Task<int> EndAsync(CancellationToken cancellation)
    {
        var running = process ?? throw new InvalidOperationException("not started");
        await running.WaitForExitAsync(cancellation);
        return running.ExitCode;
    }

    /// <summary>Kills it as a crash would. Its replicas live on until it is started again.</summary>
    public async Task KillAsync(CancellationToken cancellation)
    {
        if (process is { HasExited: false } running)
        {
            running.Kill();
            await running.WaitForExitAsync(cancellation);
        }
    }

    /// <summary>Asks it to finish its requests, destroy its replicas and end; kills it when it takes too long.</summary>
    public async Task StopAsync(TimeSpan patience, CancellationToken cancellation)
    {
        if (process is not { HasExited: false } running)
        {
            return;
        }

        _ = NativeMethods.Kill(running.Id, NativeMethods.SigTerm);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(patience);
        try
        {
            await running.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            await KillAsync(cancellation);
        }
    }

    /// <summary>A daemon does not end by itself unless something is wrong; its log says what.</summary>
    public void ThrowIfEnded()
    {
        if (process is { HasExited: true } ended)
        {
            throw new LabException(
                $"The daemon of host {files.Number} ended with code {ended.ExitCode}. The end of its log:\n{LastLines()}");
        }
    }

    public void Dispose()
    {
        Admin.Dispose();
        lives.ForEach(life => life.Dispose());
    }

    /// <summary>The end of its log, and of what its replicas printed.</summary>
    public string LastLines() => string.Join('\n', [LogEnd.Of(files.Log), .. ReplicaLines()]);

    private IEnumerable<string> ReplicaLines() => files.ReplicaLogs
        .Select(log => $"  {log}:\n{LogEnd.Of(log, ReplicaLogLinesShown)}");
}
