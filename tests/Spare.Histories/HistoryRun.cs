using System.Globalization;
using Spare.Histories.Faults;
using Spare.Lab;

namespace Spare.Histories;

/// <summary>One recorded history of a lab whose replicas are faulty at random.</summary>
/// <param name="Tolerated">Faulty replicas that the lab tolerates (f).</param>
internal sealed record HistoryRun(HistoryService Service, int Tolerated, int Seed, int Operations)
{
    /// <summary>At least so many from one fault to the next.</summary>
    public int OperationsBetweenFaults { get; init; } = 300;

    public string Name => string.Create(
        CultureInfo.InvariantCulture, $"{Service.Name}-{Tolerated + 1}hosts-seed{Seed}");

    public async Task<HistoryResult> RecordAsync(RunningLab lab, CancellationToken cancellation)
    {
        using var traffic = Service.Traffic(lab, Seed);
        await traffic.PrepareAsync();
        var faults = new RandomFaults(lab, this, () => traffic.Recorded);
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var breaking = faults.RunAsync(stopping.Token);
        try
        {
            var running = traffic.RunAsync(Operations, stopping.Token);
            if (await Task.WhenAny(running, breaking) == breaking)
            {
                await stopping.CancelAsync();
            }

            await running;
        }
        finally
        {
            await stopping.CancelAsync();
            await breaking;
        }

        return new HistoryResult(traffic.Recorded, faults.Committed, traffic.Judge());
    }
}
