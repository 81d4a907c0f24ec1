using System.CommandLine;
using System.Text.Json;
using Spare.Commands;
using Spare.Configuration.Service;
using Spare.Lab.Images;
using Spare.Lab.Machines;
using Spare.Lab.Networks;
using Spare.Runtime.Ports;

namespace Spare.Lab.Checking;

/// <summary><c>spare-lab check-service</c>: two copies of a service side by side.</summary>
internal static class CheckServiceCommand
{
    private const int DefaultCount = 200;
    private const int CountMaximum = 100_000;

    private const string Description =
        """
        Run a service on two independent copies and name every difference in replies and changed rows.

        Without recorded requests it asks for the declared routes and follows the links and forms of the service's pages.

        Examples:
          spare-lab check-service shop.yaml
          spare-lab check-service shop.yaml --requests requests.txt --count 500
        """;

    public static Command Create(TextWriter output)
    {
        var file = new Argument<string>("FILE") { Description = "The service file" };
        var requests = new Option<string?>("--requests")
        {
            Description = "Recorded requests: one 'METHOD TARGET [BODY]' per line", HelpName = "FILE",
        };
        var count = new Option<int?>("--count")
        {
            Description = $"Requests to run; recorded ones are repeated [default: {DefaultCount}, or those recorded]", HelpName = "N",
        };
        count.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !(int.TryParse(token.Value, out var number) && number is > 0 and <= CountMaximum))
            {
                result.AddError($"'--count {token.Value}' is not a number from 1 to {CountMaximum}");
            }
        });
        var format = new Option<string>("--output") { Description = "Form of the output", DefaultValueFactory = _ => "text" };
        format.AcceptOnlyFromAmong("text", "json");
        var command = new Command("check-service", Description) { file, requests, count, format };
        command.SetAction(async (parsed, cancellation) =>
        {
            var path = Path.GetFullPath(parsed.GetRequiredValue(file));
            var service = ServiceFileReader.Load(path).OrRefuse();
            var recorded = parsed.GetValue(requests) is { } lines ? RequestFile.Read(lines) : null;
            Requirements.Check(HypervisorDriver.Process);
            if (!OwnNamespaces.AreEntered)
            {
                return await OwnNamespaces.RunAsync(
                    parsed.Tokens.Select(token => token.Value), NeededDirectories.Of(service), cancellation);
            }

            var total = parsed.GetValue(count) ?? recorded?.Count ?? DefaultCount;
            var report = await CheckAsync(path, new ServiceCheck(service, recorded, total), service, cancellation);
            Write(output, report, parsed.GetRequiredValue(format));
            return report.Differences.IsEmpty ? ExitCode.Done : ExitCode.Failed;
        });
        return command;
    }

    private static async Task<CheckReport> CheckAsync(
        string file, ServiceCheck check, ServiceFile service, CancellationToken cancellation)
    {
        var lab = LabName.Fresh("check");
        using var held = LabLock.Take(lab);
        using var image = await new ImageCache(ImageCache.DefaultDirectory).LeaseAsync(service, file, null, cancellation);
        try
        {
            LabDirectory.Make(lab);
            return await check.RunAsync(lab, new CheckInputs(file, image.Path), cancellation);
        }
        catch (Exception e) when (e is HypervisorException or ReplicaException)
        {
            throw new LabException($"A copy of '{service.Name}' did not run: {e.Message}", e);
        }
        finally
        {
            await Leftovers.RemoveAsync(lab, CancellationToken.None);
        }
    }

    private static void Write(TextWriter output, CheckReport report, string format)
    {
        if (format == "json")
        {
            output.WriteLine(JsonSerializer.Serialize(report, LabJson.Default.CheckReport));
            return;
        }

        foreach (var difference in report.Differences)
        {
            output.WriteLine(difference);
        }

        output.WriteLine(
            $"'{report.Service}': {report.Requests} requests on two copies, {report.Writes} of them changed the database; "
            + (report.Differences.IsEmpty
                ? "no difference in replies, changes and databases, passive replica included."
                : $"{report.Differences.Length} difference(s). docs/services.md says where they come from."));
    }
}
