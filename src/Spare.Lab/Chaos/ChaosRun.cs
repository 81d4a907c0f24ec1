using System.Diagnostics;
using Spare.Lab.Clients;
using Spare.Lab.Watching;

namespace Spare.Lab.Chaos;

/// <summary>
/// Does one random fault after the other to a lab under checking clients; each time the lab has to become whole by itself,
/// every client has to be answered, and rightly, and all databases have to be equal.
/// </summary>
internal sealed class ChaosRun(RunningLab lab, CheckingClients clients)
{
    private readonly ChaosDoer doer = new(lab);

    /// <summary>The lab is whole before and after it. Throws <see cref="LabException"/> with what is wrong.</summary>
    public async Task<ChaosIteration> RunAsync(int host, ChaosFault fault, CancellationToken cancellation)
    {
        clients.GoHome();
        clients.Start();
        try
        {
            await clients.AllGetAnswersAsync(cancellation);
            clients.Tally.Forget();
            var clock = Stopwatch.StartNew();
            await doer.DoAsync(host, fault, cancellation);
            await BecomesWholeAsync(cancellation);
            var whole = clock.Elapsed;
            await clients.StopAsync();
            ThrowIfWrong();

            // The last requests may have needed help.
            await lab.UntilAsync(MissingAsync, cancellation);
            await Databases.AreEqualAsync(lab, cancellation);
            return new ChaosIteration(whole, clients.Tally.TakeSlowest());
        }
        finally
        {
            await clients.StopAsync();
        }
    }

    /// <summary>A fault may show only when the next requests come.</summary>
    private async Task BecomesWholeAsync(CancellationToken cancellation)
    {
        do
        {
            await lab.UntilAsync(MissingAsync, cancellation);
            await clients.AllGetAnswersAsync(cancellation);
            ThrowIfWrong();
        }
        while (await MissingAsync(cancellation) is not null);
    }

    private Task<string?> MissingAsync(CancellationToken cancellation) => Layout.MissingAsync(lab.Hosts, cancellation);

    private void ThrowIfWrong()
    {
        var tally = clients.Tally;
        if (tally.Wrong > 0)
        {
            throw new LabException(
                $"{tally.Wrong} replies were wrong: {string.Join("; ", tally.WhatWasWrong)}. Requests that failed: "
                + string.Join("; ", tally.WhyTheyFailed));
        }

        if (tally.GivenUp > 0)
        {
            throw new LabException($"{tally.GivenUp} requests got no answer from anybody: {string.Join("; ", tally.WhyTheyFailed)}");
        }
    }
}
