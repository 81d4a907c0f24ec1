using System.CommandLine;
using Spare.Benchmarks;
using Spare.Benchmarks.Comparisons;
using Spare.Benchmarks.Peers;

var url = new Option<string>("--url") { Description = "Where to listen.", Required = true };
var to = new Option<string[]>("--to") { Description = "URL of a service to ask; twice for the ceiling.", Required = true };
var rounds = new Option<int>("--rounds")
{
    Description = "Rounds that count; one more warms up.",
    DefaultValueFactory = _ => 5,
};
var seconds = new Option<int>("--seconds")
{
    Description = "Length of one measurement.",
    DefaultValueFactory = _ => 4,
};

var noop = new Command("noop", "The service that does nothing.") { url };
noop.SetAction((arguments, cancellation) => NoopService.RunAsync(arguments.GetRequiredValue(url), cancellation));
var forward = new Command("forward", "A plain forwarder.") { url, to };
forward.SetAction((arguments, cancellation) =>
    Forwarder.RunAsync(
        arguments.GetRequiredValue(url),
        [.. arguments.GetRequiredValue(to).Select(service => new Uri(service))],
        cancellation));
var run = new Command("run", "Measure, and print each figure beside its aim.") { rounds, seconds };
run.SetAction(async (arguments, cancellation) =>
{
    try
    {
        var figures = await NoopComparison.MeasureAsync(
            arguments.GetValue(rounds), TimeSpan.FromSeconds(arguments.GetValue(seconds)), cancellation);
        foreach (var figure in figures)
        {
            Console.WriteLine(figure);
        }

        return 0;
    }
    catch (Exception failure) when (failure is BenchmarkException or Spare.Lab.LabException)
    {
        await Console.Error.WriteLineAsync($"spare-bench: {failure.Message}");
        return 1;
    }
});

return await new RootCommand("Spare's measurements, each against something in the same run.") { noop, forward, run }
    .Parse(args).InvokeAsync();
