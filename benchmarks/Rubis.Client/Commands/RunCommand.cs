using System.CommandLine;
using System.Runtime.InteropServices;
using Rubis.Client.Emulation;
using Rubis.Client.Measuring;

namespace Rubis.Client.Commands;

/// <summary>Runs the emulated clients against a site and prints what they saw.</summary>
internal static class RunCommand
{
    public static Command Make()
    {
        var settings = new RunSettings();
        var run = new Command("run", "Run emulated clients against a site and report what they saw.");
        settings.AddTo(run);
        run.SetAction((result, cancellation) => RunAsync(settings, result, cancellation));
        return run;
    }

    private static async Task<int> RunAsync(RunSettings settings, ParseResult result, CancellationToken cancellation)
    {
        if (settings.Read(result) is not { } options)
        {
            return ExitCode.WrongUsage;
        }

        using var interrupted = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var onInterrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var onTerminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        var measurements = await new Run(options, Console.Error).ToTheEndAsync(interrupted.Token);
        var reports = Report.Of(measurements);
        Print(settings, result, options, reports);
        var overall = reports[^1];
        return overall.Failures.Count == 0 && overall.ImageErrors == 0 ? ExitCode.NoErrors : ExitCode.ErrorsSeen;

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            interrupted.Cancel();
        }
    }

    private static void Print(
        RunSettings settings, ParseResult result, RunOptions options, IReadOnlyList<Report> reports)
    {
        if (!settings.WantsJson(result))
        {
            Console.Out.WriteLine(
                $"{options.Clients} clients, transitions {settings.TableName(result)}, think time "
                + $"{options.ThinkTime.ToString().ToLowerInvariant()}, seed {options.Seed}");
            Console.Out.WriteLine();
            ReportText.Write(Console.Out, reports);
            return;
        }

        new ReportDocument
        {
            Urls = [.. options.Sites.Select(site => site.AbsoluteUri)],
            Clients = options.Clients,
            Seed = options.Seed,
            Transitions = settings.TableName(result),
            ThinkTime = options.ThinkTime.ToString(),
            Users = options.Users,
            Images = options.LoadsImages,
            Machine = $"{Environment.ProcessorCount} processors, {RuntimeInformation.OSDescription}",
            Finished = DateTimeOffset.UtcNow,
            Phases = reports,
        }.Write(Console.Out);
    }
}
