using System.CommandLine;
using System.Text.Json;
using Spare.Benchmarks.Paper.Metering;
using Spare.Commands;
using Spare.Evaluation;
using Spare.Evaluation.Machine;
using Spare.Evaluation.Rounds;

namespace Spare.Benchmarks.Commands;

/// <summary>Answers questions of a <see cref="MeterLink"/> about the host on which it runs, until there are no more.</summary>
internal static class MeterCommand
{
    private static readonly Option<int> Host = new("--host")
    {
        Description = "What readings call this host; 0 is the witness.",
        Required = true,
    };

    private static readonly Option<string> Interface = new("--interface")
    {
        Description = "By which clients and other hosts reach this one.",
        Required = true,
    };

    private static readonly Option<string> Socket = new("--socket") { Description = "Of the daemon here.", Required = true };
    private static readonly Option<bool> Power = new("--power") { Description = "Read the machine's energy counters as well." };

    public static Command Make()
    {
        var meter = new Command(
            "meter", "Tell what the parts of this host use: one question on each line of the standard input. 'paper' starts it.")
        {
            Host, Interface, Socket, Power,
        };
        meter.SetAction((arguments, cancellation) => Guarded.RunAsync(interrupted => AnswerAsync(arguments, interrupted), cancellation));
        return meter;
    }

    private static async Task AnswerAsync(ParseResult arguments, CancellationToken cancellation)
    {
        var meter = new HostMeter(
            arguments.GetRequiredValue(Host), arguments.GetRequiredValue(Interface),
            HostSources.OfThisMachine(arguments.GetRequiredValue(Socket)),
            arguments.GetValue(Power) ? PowerMeter.TryStart() : null);
        while (await Console.In.ReadLineAsync(cancellation) is { } line)
        {
            Console.WriteLine(JsonSerializer.Serialize(await AnswerAsync(meter, line, cancellation), RecordJson.OneLine));
        }
    }

    private static async Task<MeterAnswer> AnswerAsync(HostMeter meter, string line, CancellationToken cancellation)
    {
        if (!Enum.TryParse<MeterQuestion>(line, ignoreCase: true, out var question) || !Enum.IsDefined(question))
        {
            return new MeterAnswer { Problem = $"'{line}' is none of {string.Join(", ", Enum.GetNames<MeterQuestion>())}" };
        }

        try
        {
            return await meter.AnswerAsync(question, cancellation);
        }
        catch (Exception failure) when (failure is AdminException or ResultsException or IOException or UnauthorizedAccessException)
        {
            return new MeterAnswer { Problem = failure.Message };
        }
    }
}
