using System.Diagnostics;
using System.Net.Sockets;
using Spare.Evaluation.Testbeds;
using Spare.Lab;

namespace Spare.Benchmarks.Paper.Testbeds;

/// <summary>
/// A Unix socket here that stands for the socket of a daemon on a host of a testbed: each connection is carried over the standard
/// input and output of a program on that host.
/// </summary>
internal sealed class DaemonRelay : IAsyncDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("spare-relay-");
    private readonly CancellationTokenSource ending = new();
    private readonly Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly Func<ProcessStartInfo> program;
    private readonly Task accepting;

    private DaemonRelay(Func<ProcessStartInfo> program)
    {
        this.program = program;
        listener.Bind(new UnixDomainSocketEndPoint(Socket));
        listener.Listen();
        accepting = AcceptAsync(ending.Token);
    }

    /// <summary>The path of the socket here.</summary>
    public string Socket => Path.Combine(directory.FullName, "admin.sock");

    public static DaemonRelay Start(Testbed testbed, TestbedHost host) =>
        new(() => TestbedMeters.Command(testbed, host, ["relay", "--socket", host.Socket]));

    /// <summary>Ends all connections.</summary>
    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        await accepting;
        listener.Dispose();
        ending.Dispose();
        directory.Delete(recursive: true);
    }

    private async Task AcceptAsync(CancellationToken cancellation)
    {
        var carried = new List<Task>();
        try
        {
            while (true)
            {
                var connection = await listener.AcceptAsync(cancellation);
                carried.RemoveAll(task => task.IsCompleted);
                carried.Add(CarryAsync(connection, cancellation));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(carried);
        }
    }

    /// <summary>Until one of the two sides ends it.</summary>
    private async Task CarryAsync(Socket connection, CancellationToken cancellation)
    {
        await using var near = new NetworkStream(connection, ownsSocket: true);
        var start = program();
        (start.RedirectStandardInput, start.RedirectStandardOutput) = (true, true);
        using var process = Tool.Start(start);
        await Streams.JoinAsync(near, process.StandardOutput.BaseStream, process.StandardInput.BaseStream, cancellation);
        process.Kill(entireProcessTree: true);
    }
}
