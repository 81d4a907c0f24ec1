using System.CommandLine;
using System.Net.Sockets;
using Spare.Benchmarks.Paper.Testbeds;

namespace Spare.Benchmarks.Commands;

/// <summary>The far end of a <see cref="DaemonRelay"/>: joins standard input and output to the daemon's socket.</summary>
internal static class RelayCommand
{
    private static readonly Option<string> Path = new("--socket") { Description = "Of the daemon here.", Required = true };

    public static Command Make()
    {
        var relay = new Command("relay", "Carry one connection to the daemon of this host. 'paper' starts it.") { Path };
        relay.SetAction((arguments, cancellation) =>
            Guarded.RunAsync(interrupted => CarryAsync(arguments.GetRequiredValue(Path), interrupted), cancellation));
        return relay;
    }

    private static async Task CarryAsync(string path, CancellationToken cancellation)
    {
        if (!File.Exists(path))
        {
            throw new BenchmarkException($"There is no socket {path}: is the daemon running, and is that its 'admin' socket?");
        }

        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellation);
        }
        catch (SocketException refused)
        {
            throw new BenchmarkException($"The daemon at {path} cannot be reached: {refused.Message}");
        }

        await using var daemon = new NetworkStream(socket);
        await Streams.JoinAsync(daemon, Console.OpenStandardInput(), Console.OpenStandardOutput(), cancellation);
    }
}
