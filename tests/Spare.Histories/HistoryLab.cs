using Spare.Lab;
using Spare.Lab.Networks;
using Spare.Protocol;

namespace Spare.Histories;

/// <summary>A lab with a service whose histories can be checked, and the service file that it runs.</summary>
internal sealed class HistoryLab : IAsyncDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("spare-histories-");
    private RunningLab? lab;

    private HistoryLab()
    {
    }

    public RunningLab Lab => lab ?? throw new InvalidOperationException("not started");

    /// <param name="tolerated">Faulty replicas that it tolerates (f).</param>
    public static async Task<HistoryLab> StartAsync(
        HistoryService service, int tolerated, LabName name, CancellationToken cancellation)
    {
        var started = new HistoryLab();
        try
        {
            started.lab = await RunningLab.StartAsync(
                new LabOptions
                {
                    Name = name,
                    ServiceFile = service.WriteServiceFile(started.directory.FullName),
                    Faults = new FaultThreshold(tolerated),
                },
                progress: null,
                cancellation);
            return started;
        }
        catch
        {
            await started.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (lab is not null)
        {
            await lab.DisposeAsync();
        }

        directory.Delete(recursive: true);
    }
}
