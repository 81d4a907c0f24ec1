using System.CommandLine;
using System.Diagnostics;
using Spare.Commands;
using Spare.Lab.Clients;
using Spare.Lab.Machines;
using Spare.Lab.Networks;
using Spare.Lab.Running;
using Spectre.Console;

namespace Spare.Lab.Demo;

/// <summary><c>spare-lab demo</c>: a tour through what Spare masks, with clients that check every reply.</summary>
internal static class DemoCommand
{
    private const int ClientsUsual = 16;

    /// <summary>Computed guests answer some dozens of requests each second.</summary>
    private const int ClientsOfMachines = 2;
    private const int ClientsMaximum = 200;

    private const string Description =
        """
        Show what Spare masks: a wrong reply, a silent replica, the loss of a host and its return, a round of recovery.

        Starts two hosts with the register, and clients that check every reply; each step says how long the slowest of them
        waited. Ends with 0 if no reply failed and none was wrong, else with 1; either way everything that it made is removed.

        Examples:
          spare-lab demo                  takes about a minute
          spare-lab demo --clients 50     with more clients
          spare-lab demo --hypervisor libvirt
                                          replicas are virtual machines; takes minutes where QEMU computes them
        """;

    public static Command Create(TextWriter output)
    {
        var clients = LabCommandOptions.Number(
            "--clients", "N", $"How many clients ask at the same time, 1 to {ClientsMaximum} ({ClientsOfMachines} with libvirt)",
            ClientsUsual, ClientsMaximum);
        var hypervisor = LabCommandOptions.Hypervisor();
        var name = LabCommandOptions.Name(_ => LabName.Fresh("demo").Value);
        var logs = LabCommandOptions.Logs();
        var command = new Command("demo", Description) { hypervisor, clients, name, logs };
        command.SetAction((parsed, cancellation) => RunAsync(
            new LabOptions
            {
                Name = new LabName(parsed.GetRequiredValue(name)), ServiceFile = DefaultService.FindRegister(),
                Driver = parsed.GetValue(hypervisor),
            },
            parsed.GetResult(clients) is { Implicit: false } || parsed.GetValue(hypervisor) == HypervisorDriver.Process
                ? parsed.GetValue(clients) : ClientsOfMachines,
            parsed.GetValue(logs),
            output,
            cancellation));
        return command;
    }

    private static async Task<int> RunAsync(
        LabOptions options, int count, DirectoryInfo? logs, TextWriter output, CancellationToken cancellation)
    {
        using var end = new Interruption(cancellation);
        var terminal = Terminal.For(output);
        var steps = new StepLines(terminal, Stopwatch.StartNew());
        await using var lab = await steps.ShowAsync(() => RunningLab.StartAsync(options, steps, end.Token));
        await using var clients = new CheckingClients(lab, count);
        terminal.WriteLine();
        terminal.WriteLine(
            $"{count} clients write registers at both hosts, read them back, and check every reply against what they wrote.");
        if (await new DemoTour(lab, clients, new DemoText(terminal)).RunAsync(end.Token))
        {
            return ExitCode.Done;
        }

        if (logs is not null)
        {
            KeptLogs.Copy(lab, logs);
        }

        return ExitCode.Failed;
    }
}
