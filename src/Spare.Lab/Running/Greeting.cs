using System.Globalization;
using Spare.Commands;
using Spectre.Console;

namespace Spare.Lab.Running;

/// <summary>What a person reads when the lab is ready: hosts, replicas, addresses, and what to try next.</summary>
internal static class Greeting
{
    private const int SuggestionWidth = 64;

    public static async Task WriteAsync(
        IAnsiConsole terminal, RunningLab lab, TimeSpan elapsed, CancellationToken cancellation)
    {
        var hosts = await Task.WhenAll(lab.Hosts.Select(host => host.Admin.StatusWithMemoryAsync(cancellation)));
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
        foreach (var (command, meaning) in Suggestions(lab, service, first))
        {
            terminal.WriteLine($"  {command.PadRight(SuggestionWidth)} {meaning}");
        }

        terminal.WriteLine();
        terminal.WriteLine("Ctrl-C ends the lab and removes everything that it made.");
    }

    private static IEnumerable<(string Command, string Meaning)> Suggestions(
        RunningLab lab, string service, string first)
    {
        yield return ($"curl -i {first}/", "a page, voted on by all hosts");
        yield return ($"curl -i {Trim(lab.Hosts[^1].Url)}/", "the same by way of the other host");
        var spare = Shortest(Programs.Find("spare", "Spare.Cli"));
        var name = lab.Name.Value == LabRecord.DefaultName ? "" : $" --lab {lab.Name}";
        yield return ($"{spare} status{name}", "hosts, replicas, how far they are");
        yield return ($"{spare} events --follow{name}", "what happens");
        if (lab.Hosts[0].LibvirtUri is { } uri)
        {
            yield return ($"virsh -c '{uri}' list --title", "the machines of host 1");
        }

        yield return ($"{spare} flush{name}", "bring the passive replicas up to date, then");
        yield return ($"{spare} dump --digest{name}", "are all databases equal?");
        if (service == DefaultService.Name && Programs.TryFind("rubis-client", "Rubis.Client") is { } client)
        {
            yield return ($"{Shortest(client)} run --url {first}/rubis", "300 emulated users of the auction site");
        }
    }

    /// <summary>From here when that is shorter: people type it.</summary>
    private static string Shortest(string program)
    {
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, program);
        return relative.Length < program.Length ? relative : program;
    }

    private static string Trim(Uri url) => url.ToString().TrimEnd('/');
}
