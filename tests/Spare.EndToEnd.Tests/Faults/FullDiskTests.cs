using System.Diagnostics;
using Spare.Lab;
using Spare.Lab.Networks;
using Spare.Protocol.Admin;

namespace Spare.EndToEnd.Tests.Faults;

/// <summary>
/// The disk that all hosts of a lab share fills up while clients write: nobody is promised what cannot be stored. An operator
/// makes room and ends the daemons, as they say; then all is there that was acknowledged.
/// </summary>
public sealed class FullDiskTests : IAsyncLifetime
{
    private readonly LabName name = LabName.Fresh("full");
    private RunningLab? lab;

    private RunningLab Lab => lab ?? throw new InvalidOperationException("not started");

    public async Task InitializeAsync()
    {
        Directory.CreateDirectory(name.Directory);
        Run("mount", "-t", "tmpfs", "-o", "size=500m", "spare-test", name.Directory);
        lab = await RunningLab.StartAsync(
            new LabOptions { Name = name, ServiceFile = SourceTree.Register }, progress: null, CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        if (lab is not null)
        {
            await lab.DisposeAsync();
        }

        Run("umount", name.Directory);
        Directory.Delete(name.Directory);
    }

    [Fact]
    public async Task A_full_disk_stops_the_service_until_there_is_room_again_and_loses_nothing_acknowledged()
    {
        await using var clients = new RegisterClients(Lab.Hosts, mayBeCut: true);
        await clients.AllGetAnswersAsync();

        var filling = Path.Combine(name.Directory, "filling");
        await FillAsync(filling);
        await Eventually.HoldsAsync(async () =>
            (await StatusesAsync()).All(host => host.Reason?.Contains("No space left on device", StringComparison.Ordinal) == true));
        await clients.SomeoneIsRefusedAsync();

        File.Delete(filling);
        await Lab.Hosts[0].KillDaemonAsync(CancellationToken.None);
        await Eventually.HoldsAsync(async () =>
            (await Lab.Hosts[0].Admin.StatusAsync(CancellationToken.None)).Reason?.Contains(
                "h2 was to say what this host missed", StringComparison.Ordinal) == true);
        await Lab.Hosts[1].KillDaemonAsync(CancellationToken.None);
        await clients.AllGetAnswersAsync();
        await Lab.BecomesWholeAsync();

        await clients.AllGetAnswersAsync();
        await clients.StopAsync();
    }

    private static async Task FillAsync(string path)
    {
        var block = new byte[64 * 1024];
        await using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            while (true)
            {
                await file.WriteAsync(block);
            }
        }
        catch (IOException)
        {
            // It is full.
        }
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }

    private async Task<HostStatus[]> StatusesAsync() =>
        await Task.WhenAll(Lab.Hosts.Select(host => host.Admin.StatusAsync(CancellationToken.None)));
}
