using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Spare.Commands;
using Spare.Configuration.Service;

namespace Spare.Benchmarks.Auctions;

/// <summary>
/// The tiny auction site as an image, made by the agent as for a daemon, and the directory in which copies of it run.
/// </summary>
internal sealed class AuctionImage : IDisposable
{
    private const string Program = "${service.directory}/../../artifacts/bin/Rubis.Service/release/rubis-service";
    private const UnixFileMode Passable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private readonly string directory =
        Directory.CreateDirectory($"/tmp/spare-bench-{RandomNumberGenerator.GetHexString(8, lowercase: true)}", Passable)
            .FullName;

    private AuctionImage()
    {
    }

    private string Image => Path.Combine(directory, "image");

    public static async Task<AuctionImage> MakeAsync(CancellationToken cancellation)
    {
        var image = new AuctionImage();
        try
        {
            var (file, _) = image.WriteServiceFile("image");
            await RunAsync(Agent, ["prepare", "--service", file, "--image", image.Image], cancellation);
            return image;
        }
        catch
        {
            image.Dispose();
            throw;
        }
    }

    /// <summary>Starts a replica on a copy, with ports of its own.</summary>
    public async Task<AuctionReplica> StartAsync(string name, CancellationToken cancellation)
    {
        var disk = Path.Combine(directory, name);
        await RunAsync("cp", ["-a", Image, disk], cancellation);
        var (file, service) = WriteServiceFile(name);
        var endpoint = new IPEndPoint(IPAddress.Loopback, FreePort());
        var process = Process.Start(Quiet(Agent, ["run", "--service", file, "--disk", disk, "--listen", endpoint.ToString()]))
            ?? throw new BenchmarkException("spare-agent did not start.");
        return await AuctionReplica.ConnectAsync(process, endpoint, service, cancellation);
    }

    public void Dispose() => Directory.Delete(directory, recursive: true);

    private static string Agent => Programs.Find("spare-agent", "Spare.Agent");

    /// <summary>The service file of the tests and the tour, with other ports.</summary>
    private (string Path, ServiceFile Service) WriteServiceFile(string name)
    {
        var text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "rubis-tiny.yaml"))
            .Replace(Program, Programs.Find("rubis-service", "Rubis.Service"), StringComparison.Ordinal)
            .Replace("port: 8000", $"port: {FreePort()}", StringComparison.Ordinal)
            .Replace("port: 8100", $"port: {FreePort()}", StringComparison.Ordinal);
        var path = Path.Combine(directory, $"{name}.yaml");
        File.WriteAllText(path, text);
        var read = ServiceFileReader.Load(path);
        return read.TryGet(out var service) ? (path, service) : throw new BenchmarkException(read.Report());
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port; // It is bound.
    }

    private static async Task RunAsync(string program, IEnumerable<string> arguments, CancellationToken cancellation)
    {
        using var process = Process.Start(Quiet(program, arguments))
            ?? throw new BenchmarkException($"'{program}' did not start.");
        var errors = process.StandardError.ReadToEndAsync(cancellation);
        await process.StandardOutput.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        if (process.ExitCode != 0)
        {
            throw new BenchmarkException($"'{program}' ended with code {process.ExitCode}: {await errors}");
        }
    }

    private static ProcessStartInfo Quiet(string program, IEnumerable<string> arguments) => new(program, arguments)
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    };
}
