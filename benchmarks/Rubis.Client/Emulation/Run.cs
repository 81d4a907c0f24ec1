using Rubis.Client.Measuring;

namespace Rubis.Client.Emulation;

/// <summary>Lets all clients loose at once, as published, and waits for the end of the schedule.</summary>
internal sealed class Run(RunOptions options, TextWriter progress)
{
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromSeconds(5);

    private readonly ProgressLine line = new(options.Clients, progress);

    /// <summary>Returns early, with what was measured so far, when it is cancelled.</summary>
    public async Task<Measurements> ToTheEndAsync(CancellationToken cancellation)
    {
        var measurements = new Measurements(options.Schedule);
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        stopping.CancelAfter(options.Schedule.Total);
        var clients = Enumerable.Range(0, options.Clients)
            .Select(number => new EmulatedClient(options, number, measurements))
            .ToArray();
        try
        {
            var running = Array.ConvertAll(clients, client => Task.Run(() => client.RunAsync(stopping.Token), CancellationToken.None));
            await Task.WhenAll([.. running, ReportAsync(measurements, stopping.Token)]);
        }
        finally
        {
            Array.ForEach(clients, client => client.Dispose());
        }

        return measurements;
    }

    private async Task ReportAsync(Measurements measurements, CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(ProgressInterval);
        try
        {
            while (await timer.WaitForNextTickAsync(stopping))
            {
                line.Write(measurements);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            line.Write(measurements);
        }
    }
}
