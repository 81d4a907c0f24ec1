using System.CommandLine;
using System.CommandLine.Parsing;
using System.Diagnostics;
using Spare.Commands;
using Spare.Lab.Daemons;
using Spare.Lab.Networks;
using Spare.Lab.Rings;
using Spare.Protocol;
using Spectre.Console;

namespace Spare.Lab.Running;

/// <summary><c>spare-lab run</c>: a lab for a person, until Ctrl-C.</summary>
internal static class RunCommand
{
    private const int DefaultPort = 8080;

    private const int UpdateAfterUsual = 5;
    private const int UpdateAfterMaximum = 3600;

    /// <summary>Leaves room for the ports of the other hosts.</summary>
    private const int PortMaximum = 65000;

    private const string Description =
        """
        Start several hosts on this machine, each with Corosync, a daemon and replicas of a service.

        Runs until Ctrl-C, then removes everything that it made. What a killed lab left is removed at the next start.

        Examples:
          spare-lab run                              the auction site RUBiS on two hosts
          spare-lab run --faults 2                   on three hosts
          spare-lab run --mode appbft                on three hosts, without passive replicas
          spare-lab run --service shop.yaml          another service
          spare-lab run --port 9080 --size tiny      other addresses, a small database
          spare-lab run --hypervisor libvirt         replicas are virtual machines
          spare-lab run --no-witness                 hosts that must all be there to go on
          spare-lab run --set 'recovery-period: 5min' --set 'limits.connections: 100'
                                                     keys of the host file; docs/operations.md lists them
        """;

    public static Command Create(TextWriter output)
    {
        var faults = LabCommandOptions.Number(
            "--faults", "F",
            $"Faulty replicas to tolerate (f), 1 to {FaultThreshold.Maximum}; f + 1 hosts, in mode appbft 2 f + 1",
            1, FaultThreshold.Maximum);
        var mode = LabCommandOptions.Mode();
        var service = new Option<string?>("--service") { Description = "A service file instead of RUBiS", HelpName = "FILE" };
        var size = new Option<string?>("--size")
        {
            Description = "Database of RUBiS; small, in virtual machines tiny", HelpName = "small|tiny",
        };
        size.AcceptOnlyFromAmong(DefaultService.Sizes);
        var port = LabCommandOptions.Number(
            "--port", "PORT", "Port of host 1 at 127.0.0.1; the others have the next ones", DefaultPort, PortMaximum);
        var name = LabCommandOptions.Name(_ => LabRecord.DefaultName);
        var hypervisor = LabCommandOptions.Hypervisor();
        var noWitness = new Option<bool>("--no-witness")
        {
            Description = "Leave out the third, small host that lets the other hosts go on when one is lost",
        };
        var noRestart = new Option<bool>("--no-restart")
        {
            Description = "Leave a daemon that crashed as it is, instead of starting it again",
        };
        var updateAfter = LabCommandOptions.Number(
            "--update-after", "SECONDS", "Age of an agreed update at which passive replicas are updated, however few there are",
            UpdateAfterUsual, UpdateAfterMaximum);
        var set = LabCommandOptions.Set();
        var command = new Command("run", Description)
        {
            faults, mode, service, size, hypervisor, port, name, updateAfter, set, noWitness, noRestart,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(updateAfter) is { Implicit: false })
            {
                RefuseUpdateAfter(result, result.GetValue(mode), result.GetValue(set) ?? []);
            }
        });
        command.SetAction((parsed, cancellation) =>
        {
            var threshold = new FaultThreshold(parsed.GetValue(faults), parsed.GetValue(mode));
            var options = new LabOptions
            {
                Name = new LabName(parsed.GetRequiredValue(name)),
                ServiceFile = parsed.GetValue(service)
                    ?? DefaultService.Find(parsed.GetValue(size), parsed.GetValue(hypervisor)),
                Driver = parsed.GetValue(hypervisor),
                Faults = threshold,
                FrontEndPort = parsed.GetValue(port),
                UpdateAfter = threshold.HasPassiveReplicas ? TimeSpan.FromSeconds(parsed.GetValue(updateAfter)) : null,
                Settings = [.. parsed.GetValue(set) ?? []],
                RestartsDaemons = !parsed.GetValue(noRestart),
                Ring = new CorosyncRingOptions { HasWitness = !parsed.GetValue(noWitness) },
            };
            return RunAsync(options, output, cancellation);
        });
        return command;
    }

    private static void RefuseUpdateAfter(SymbolResult given, ReplicationMode mode, string[] settings)
    {
        if (mode != ReplicationMode.Spare)
        {
            given.AddError($"'--update-after' is about passive replicas, and there are none in mode {mode.Name()}");
        }

        if (settings.Select(HostSetting.Parse).FirstOrDefault(setting => setting?.Path is "updates" or "updates.after") is { } twin)
        {
            given.AddError($"'--update-after' and '--set {twin.Path}: ...' say the same: leave one of them out");
        }
    }

    private static async Task<int> RunAsync(LabOptions options, TextWriter output, CancellationToken cancellation)
    {
        using var end = new Interruption(cancellation);
        var terminal = Terminal.For(output);
        var clock = Stopwatch.StartNew();
        var steps = new StepLines(terminal, clock);
        await using var lab = await steps.ShowAsync(() => RunningLab.StartAsync(options, steps, end.Token));
        try
        {
            await Greeting.WriteAsync(terminal, lab, clock.Elapsed, end.Token);
            await Task.Delay(Timeout.InfiniteTimeSpan, end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        finally
        {
            terminal.WriteLine("Ending: requests finish, replicas are destroyed, hosts removed ...");
        }

        await lab.DisposeAsync();
        terminal.WriteLine("Everything that the lab made is removed.");
        return ExitCode.Done;
    }
}
