using System.Diagnostics;
using Spare.Lab.Clients;
using Spare.Lab.Watching;
using Spare.Protocol.Admin;

namespace Spare.Lab.Demo;

/// <summary>Goes through the steps while clients are asking, and shows what the hosts make of it.</summary>
internal sealed class DemoTour(RunningLab lab, CheckingClients clients, DemoText text)
{
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromSeconds(5);

    private readonly EventFeed feed = new(lab.Hosts);

    /// <summary>Whether no reply failed, and none was wrong.</summary>
    public async Task<bool> RunAsync(CancellationToken cancellation)
    {
        clients.Start();
        await clients.AllGetAnswersAsync(cancellation);
        await feed.NextAsync(cancellation);
        foreach (var step in new DemoSteps(lab, clients).All)
        {
            await RunAsync(step, cancellation);
            if (await Layout.MissingAsync(lab.Hosts, cancellation) is null)
            {
                clients.GoHome();
            }

            clients.Start();
            await clients.AllGetAnswersAsync(cancellation);
        }

        await clients.StopAsync();
        await lab.UntilAsync(limit => Layout.MissingAsync(lab.Hosts, limit), cancellation);
        var tally = clients.Tally;
        text.Sum(tally, await Databases.AreEqualAsync(lab, cancellation));
        return tally is { Failed: 0, GivenUp: 0, Wrong: 0 };
    }

    private async Task RunAsync(DemoStep step, CancellationToken cancellation)
    {
        text.Begin(step);
        clients.Tally.TakeSlowest();
        var clock = Stopwatch.StartNew();
        var progress = ProgressInterval;
        var seen = new List<OperatorEvent>();
        var acting = step.ActAsync(cancellation);
        await lab.UntilAsync(MissingAsync, cancellation);
        var took = clock.Elapsed;

        // A request that came in during the step counts as long as it takes.
        await clients.StopAsync();
        await ShowAsync();
        text.End(step.End, took, clients.Tally.TakeSlowest());

        async Task<string?> MissingAsync(CancellationToken limit)
        {
            await ShowAsync();
            var missing = await StillMissingAsync(limit);
            if (missing is not null && clock.Elapsed > progress)
            {
                progress += ProgressInterval;
                text.Progress(missing, clock.Elapsed);
            }

            return missing;
        }

        async Task<string?> StillMissingAsync(CancellationToken limit)
        {
            if (!acting.IsCompleted)
            {
                return "it is being done";
            }

            await acting;
            return step.IsShown(seen) ? await step.MissingAsync(limit) : "no event shows it yet";
        }

        async Task ShowAsync()
        {
            var events = await feed.NextAsync(cancellation);
            seen.AddRange(events);
            text.Show(events, clock.Elapsed);
        }
    }
}
