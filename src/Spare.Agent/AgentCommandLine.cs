using System.CommandLine;
using System.Net;
using Microsoft.Extensions.Logging;
using Spare.Agent.Preparation;
using Spare.Commands;
using Spare.Configuration.Service;
using Spare.Protocol.Agents;

namespace Spare.Agent;

/// <summary>The command <c>spare-agent</c>: makes images and is the first process of a replica.</summary>
internal static class AgentCommandLine
{
    private static readonly TimeSpan CleanupPatience = TimeSpan.FromSeconds(60);

    public static Task<int> RunAsync(
        IReadOnlyList<string> arguments, TextWriter output, TextWriter errors, CancellationToken cancellation)
    {
        var root = new RootCommand("Make the image of a service's database, or run a replica of the service.")
        {
            Prepare(output, errors),
            Run(errors),
        };
        var program = new CommandLineProgram("spare-agent", root, output, errors) { CleanupPatience = CleanupPatience };
        return program.RunAsync(arguments, cancellation);
    }

    private static Command Prepare(TextWriter output, TextWriter errors)
    {
        var file = new Option<string>("--service") { Description = "Service file", HelpName = "FILE", Required = true };
        var image = new Option<string>("--image")
        {
            Description = "New directory for the image",
            HelpName = "DIR",
            Required = true,
        };
        var command = new Command("prepare", "Make the image that replicas are copied from; as root or as user postgres.")
        {
            file,
            image,
        };
        command.SetAction(async (parsed, token) =>
        {
            if (Load(parsed.GetRequiredValue(file), errors) is not { } service)
            {
                return ExitCode.WrongUsage;
            }

            var preparation = new ImagePreparation(service, line => output.WriteLine($"spare-agent: {line}"));
            var problems = await preparation.RunAsync(parsed.GetRequiredValue(image), token);
            foreach (var problem in problems)
            {
                errors.WriteLine($"spare-agent: {problem}");
            }

            return problems.IsEmpty ? ExitCode.Done : ExitCode.WrongUsage;
        });
        return command;
    }

    private static Command Run(TextWriter errors)
    {
        var file = new Option<string>("--service") { Description = "Service file", HelpName = "FILE", Required = true };
        var disk = new Option<string>("--disk")
        {
            Description = "The replica's directory, a copy of an image",
            HelpName = "DIR",
            Required = true,
        };
        var listen = new Option<string>("--listen")
        {
            Description = "Where the manager connects",
            HelpName = "ADDRESS:PORT",
            DefaultValueFactory = _ => $"0.0.0.0:{AgentProtocol.Port}",
        };
        var noCapture = new Option<bool>("--no-capture")
        {
            Description = "The replica is never asked what a request changed",
        };
        var command = new Command("run", "Run a replica: its database, the service, and the agent.")
        {
            file, disk, listen, noCapture,
        };
        command.SetAction(async (parsed, token) =>
        {
            if (!IPEndPoint.TryParse(parsed.GetRequiredValue(listen), out var endpoint))
            {
                throw new UsageException($"'{parsed.GetValue(listen)}' is not an address and port");
            }

            if (Load(parsed.GetRequiredValue(file), errors) is not { } service)
            {
                return ExitCode.WrongUsage;
            }

            using var logging = LoggerFactory.Create(builder => builder.AddSimpleConsole(format =>
            {
                format.SingleLine = true;
                format.UseUtcTimestamp = true;
                format.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
            }));
            var replica = new ReplicaRun(
                service, parsed.GetRequiredValue(disk), endpoint, logging.CreateLogger("spare-agent"))
            {
                Captures = !parsed.GetValue(noCapture),
            };
            await replica.RunAsync(token);
            return ExitCode.Done;
        });
        return command;
    }

    private static ServiceFile? Load(string path, TextWriter errors)
    {
        var read = ServiceFileReader.Load(path);
        if (read.TryGet(out var service))
        {
            return service;
        }

        errors.WriteLine(read.Report());
        return null;
    }
}
