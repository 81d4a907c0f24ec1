using System.Diagnostics;
using Rubis.Client.Measuring;
using Rubis.Client.Transitions;

namespace Rubis.Client.Emulation;

/// <summary>One user who has session after session until the run ends.</summary>
internal sealed class EmulatedClient : IDisposable
{
    /// <summary>A session is ended after so many steps.</summary>
    public const int LongestSession = 1000;

    private readonly RunOptions options;
    private readonly Measurements measurements;
    private readonly Random random;
    private readonly Memory memory = new();
    private readonly Walk walk;
    private readonly Requests requests;
    private readonly Browser browser;

    public EmulatedClient(RunOptions options, int number, Measurements measurements)
    {
        this.options = options;
        this.measurements = measurements;
        random = new Random(HashCodeOf(options.Seed, number));
        walk = new Walk(options.Table, random, options.Writes is { } percent ? new WriteMix(percent) : null);
        requests = new Requests(random, memory, options.Users);
        browser = new Browser(options.Sites[number % options.Sites.Count], options.Patience, TimeProvider.System);
    }

    public async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            var started = Stopwatch.GetTimestamp();
            var ended = await SessionAsync(stopping);
            if (ended)
            {
                measurements.Record(tally => tally.EndSession(Stopwatch.GetElapsedTime(started)));
            }
        }
    }

    public void Dispose() => browser.Dispose();

    /// <summary>Neighbouring clients get unrelated generators; the built-in hash differs from run to run.</summary>
    private static int HashCodeOf(int seed, int number) => unchecked(seed * 1_000_003 ^ (number + 1) * 668_265_263);

    /// <summary>True when the session came to its end, false when the run did.</summary>
    private async Task<bool> SessionAsync(CancellationToken stopping)
    {
        var persona = requests.ChoosePersona();
        walk.Begin();
        for (var step = 0; step < LongestSession && !stopping.IsCancellationRequested; step++)
        {
            var page = await VisitAsync(persona, stopping);
            if (!await ThinkAsync(stopping))
            {
                return false;
            }

            if (!Move(page))
            {
                return true;
            }
        }

        return !stopping.IsCancellationRequested;
    }

    private async Task<PageFacts?> VisitAsync(Persona persona, CancellationToken stopping)
    {
        var state = walk.Current;
        if (requests.For(state, persona) is not { } target)
        {
            return null;
        }

        var fetched = await browser.OpenAsync(target, stopping);
        measurements.Record(tally => Count(tally, state, fetched));
        memory.See(fetched.Page ?? PageFacts.None);
        if (options.LoadsImages && fetched.Page is { Images: { Count: > 0 } images })
        {
            var failed = await browser.LoadImagesAsync(images);
            measurements.Record(tally =>
            {
                tally.Images += images.Count;
                tally.ImageErrors += failed;
            });
        }

        return fetched.Page;
    }

    private static void Count(Tally tally, State state, Fetched fetched)
    {
        var counted = tally[state];
        counted.Count++;
        foreach (var failure in fetched.Failures)
        {
            tally.Fail(failure);
        }

        if (fetched.Page is not { SaysError: false } page)
        {
            counted.Errors++;
            if (fetched.Page is not null)
            {
                tally.Fail(FailureReason.PageSaysError);
            }

            return;
        }

        counted.Latency.Add((long)fetched.Took.TotalMicroseconds);
        tally.Sorries += page.SaysSorry ? 1 : 0;
    }

    private async Task<bool> ThinkAsync(CancellationToken stopping)
    {
        var thinks = options.ThinkTime.Draw(options.Table, walk.Current, random) * measurements.CurrentPhase.Slowdown;
        if (thinks > TimeSpan.Zero)
        {
            await Task.Delay(thinks, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return !stopping.IsCancellationRequested;
    }

    /// <summary>Goes to the next page; false at the end of the session.</summary>
    private bool Move(PageFacts? page)
    {
        if (page is null || page.SaysError)
        {
            walk.ReturnHome();
            return true;
        }

        if (page.SaysSorry)
        {
            walk.LeaveSorryPage();
            return true;
        }

        var step = walk.Next(memory.KnowsItem);
        if (step is State.Back or State.EndOfSession)
        {
            measurements.Record(tally => tally[step].Count++);
        }

        return step != State.EndOfSession;
    }
}
