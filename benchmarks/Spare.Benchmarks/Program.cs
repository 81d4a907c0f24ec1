using System.CommandLine;
using Spare.Benchmarks.Commands;
using Spare.Benchmarks.Peers;

var url = new Option<string>("--url") { Description = "Where to listen.", Required = true };
var to = new Option<string[]>("--to") { Description = "URL of a service to ask; twice for the ceiling.", Required = true };
var noop = new Command("noop", "The service that does nothing.") { url };
noop.SetAction((arguments, cancellation) => NoopService.RunAsync(arguments.GetRequiredValue(url), cancellation));
var forward = new Command("forward", "A plain forwarder.") { url, to };
forward.SetAction((arguments, cancellation) =>
    Forwarder.RunAsync(
        arguments.GetRequiredValue(url),
        [.. arguments.GetRequiredValue(to).Select(service => new Uri(service, UriKind.Absolute))],
        cancellation));

foreach (var option in new Option[] { url, to })
{
    option.Validators.Add(result =>
    {
        foreach (var wrong in result.Tokens.Select(token => token.Value).Where(value => !IsUrl(value)))
        {
            result.AddError($"{option.Name}: '{wrong}' is no URL; write it as http://127.0.0.1:8081.");
        }
    });
}

// Labs are removed before the program ends.
var cleanup = TimeSpan.FromMinutes(2);
return await new RootCommand("Spare's measurements, each against something in the same run.")
    {
        noop, forward, RunCommand.Make(), MemoryCommand.Make(), PaperCommand.Make(), MeterCommand.Make(), RelayCommand.Make(),
        ReportCommand.Make(),
    }
    .Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = cleanup });

static bool IsUrl(string value) =>
    Uri.TryCreate(value, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps);
