using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Spare.Commands;
using Spare.Lab.Clients;
using Spare.Lab.Networks;
using Spare.Lab.Running;
using Spectre.Console;

namespace Spare.Lab.Chaos;

/// <summary><c>spare-lab chaos</c>: random faults, one after the other, each until the lab is whole again.</summary>
internal static class ChaosCommand
{
    private const int Clients = 8;
    private const int UpdateEvery = 20;
    private const int IterationsMaximum = 1_000_000;

    private const string Description =
        """
        Break a lab at random, again and again, under clients that check every reply.

        Each iteration does one fault (a host, a cable, a daemon, Corosync, a replica, a process in one, or one of the faults
        of 'spare inject') and waits until every host serves with one active and one passive replica; then all databases have
        to be equal. Stops at the first thing that is wrong, with the command that repeats it, and ends with 1 then.

        Examples:
          spare-lab chaos                                       20 iterations from a seed that it says
          spare-lab chaos --seed 7 --iterations 200             the same 200 each time
          spare-lab chaos --seed 7 --from 31 --iterations 1     the 31st of them alone
        """;

    public static Command Create(TextWriter output)
    {
        var iterations = LabCommandOptions.Number("--iterations", "N", "How many faults", 20, IterationsMaximum);
        var from = LabCommandOptions.Number("--from", "N", "The first iteration, 1 or more", 1, IterationsMaximum);
        var seed = LabCommandOptions.Number(
            "--seed", "N", "Where the faults follow from; left out: any", RandomNumberGenerator.GetInt32(1, int.MaxValue), int.MaxValue);
        var name = LabCommandOptions.Name(_ => LabName.Fresh("chaos").Value);
        var logs = LabCommandOptions.Logs();
        var command = new Command("chaos", Description) { iterations, from, seed, name, logs };
        command.SetAction((parsed, cancellation) => RunAsync(
            new LabOptions
            {
                Name = new LabName(parsed.GetRequiredValue(name)),
                ServiceFile = DefaultService.FindRegister(),
                UpdateEvery = UpdateEvery,
            },
            new ChaosPlan(parsed.GetValue(seed), parsed.GetValue(from), parsed.GetValue(iterations), parsed.GetValue(logs)),
            Terminal.For(output),
            cancellation));
        return command;
    }

    private static async Task<int> RunAsync(
        LabOptions options, ChaosPlan plan, IAnsiConsole terminal, CancellationToken cancellation)
    {
        using var end = new Interruption(cancellation);
        var steps = new StepLines(terminal, Stopwatch.StartNew());
        await using var lab = await steps.ShowAsync(() => RunningLab.StartAsync(options, steps, end.Token));
        await using var clients = new CheckingClients(lab, Clients);
        terminal.WriteLine($"Seed {plan.Seed}, iterations {plan.From} to {plan.Last}");
        var run = new ChaosRun(lab, clients);
        foreach (var (i, host, fault) in plan.Draw(lab.Hosts.Length))
        {
            var what = $"host {host}: {fault}";
            terminal.WriteLine($"{i}/{plan.Last}  {what} ...");
            try
            {
                var iteration = await run.RunAsync(host, fault, end.Token);
                terminal.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{i}/{plan.Last}  whole after {iteration.Whole.TotalSeconds:0.0} s, "
                        + $"slowest client {iteration.Slowest.TotalSeconds:0.0} s"));
            }
            catch (CommandException wrong)
            {
                if (plan.Logs is not null)
                {
                    KeptLogs.Copy(lab, plan.Logs);
                }

                throw new LabException(
                    $"Iteration {i} ({what}): {wrong.Message}\nTo repeat it: {plan.CommandUpTo(i)}\nThe fault alone: {plan.CommandOf(i)}",
                    wrong);
            }
        }

        var tally = clients.Tally;
        terminal.WriteLine(
            $"{plan.Last - plan.From + 1} faults, {tally.Answered} replies checked, none wrong, all databases equal; "
            + $"{tally.Failed} requests were refused and {tally.Broken} broken off, and asked again.");
        return ExitCode.Done;
    }
}
