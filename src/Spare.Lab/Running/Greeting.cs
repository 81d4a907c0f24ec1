using System.Globalization;
using Spare.Commands;
using Spectre.Console;

namespace Spare.Lab.Running;

/// <summary>What a person reads when the lab is ready: hosts, replicas, addresses, and what to try next.</summary>
internal static class Greeting
{
    public static async Task WriteAsync(
        IAnsiConsole terminal, RunningLab lab, TimeSpan elapsed, CancellationToken cancellation)
    {
        var hosts = await lab.StatusAsync(cancellation);
        terminal.Write(StatusTables.Hosts(hosts));
        terminal.Write(StatusTables.Replicas(hosts));
        var service = hosts[0].Service;
        var seconds = elapsed.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
        var first = Trim(lab.Hosts[0].Url);
        var others = string.Join(" and ", lab.Hosts.Skip(1).Select(host => $"{Trim(host.Url)} (host {host.Number})"));
        terminal.WriteLine();
        terminal.MarkupLineInterpolated(
            $"[bold green]'{service}' answers at {first}[/] (host 1) and {others}; ready after {seconds} s.");
        terminal.WriteLine();
        terminal.WriteLine("What to try next, in another terminal:");
        foreach (var (command, meaning) in Suggestions(lab, first))
        {
            terminal.WriteLine($"  {command.PadRight(56)} {meaning}");
        }

        terminal.WriteLine();
        terminal.WriteLine("Ctrl-C ends the lab and removes everything that it made.");
    }

    private static IEnumerable<(string Command, string Meaning)> Suggestions(RunningLab lab, string first)
    {
        yield return ($"curl -i {first}/", "a page, voted on by all hosts");
        yield return ($"curl -i {Trim(lab.Hosts[^1].Url)}/", "the same by way of the other host");
        var spare = Programs.Find("spare", "Spare.Cli");
        var sockets = lab.Name.Value == LabRecord.DefaultName
            ? ""
            : string.Concat(lab.Hosts.Select(host => $" --socket {host.AdminSocket}"));
        yield return ($"{spare} status{sockets}", "hosts, replicas, how far they are");
        yield return ($"{spare} events --follow{sockets}", "what happens");
        yield return ($"{spare} flush{sockets} && {spare} dump --digest{sockets}", "are all databases equal?");
        if (Programs.TryFind("rubis-client", "Rubis.Client") is { } client)
        {
            yield return ($"{client} --help", "emulated users of the auction site");
        }
    }

    private static string Trim(Uri url) => url.ToString().TrimEnd('/');
}
