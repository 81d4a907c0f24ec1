using System.CommandLine;
using Spare.Benchmarks.Peers;

namespace Spare.Benchmarks.Commands;

/// <summary>What Spare is compared with, each a program of its own while it is measured.</summary>
internal static class PeerCommands
{
    public static Command Noop()
    {
        var url = Url();
        var noop = new Command("noop", "The service that does nothing.") { url };
        noop.SetAction((arguments, cancellation) => NoopService.RunAsync(arguments.GetRequiredValue(url), cancellation));
        return noop;
    }

    public static Command Forward()
    {
        var url = Url();
        var to = Checked(new Option<string[]>("--to")
        {
            Description = "URL of a service to ask; twice for the ceiling.", Required = true,
        });
        var forward = new Command("forward", "A plain forwarder.") { url, to };
        forward.SetAction((arguments, cancellation) => Forwarder.RunAsync(
            arguments.GetRequiredValue(url),
            [.. arguments.GetRequiredValue(to).Select(service => new Uri(service, UriKind.Absolute))],
            cancellation));
        return forward;
    }

    private static Option<string> Url() => Checked(new Option<string>("--url") { Description = "Where to listen.", Required = true });

    private static Option<T> Checked<T>(Option<T> option)
    {
        option.Validators.Add(result =>
        {
            foreach (var wrong in result.Tokens.Select(token => token.Value).Where(value => !IsUrl(value)))
            {
                result.AddError($"{option.Name}: '{wrong}' is no URL; write it as http://127.0.0.1:8081");
            }
        });
        return option;
    }

    private static bool IsUrl(string value) =>
        Uri.TryCreate(value, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps);
}
