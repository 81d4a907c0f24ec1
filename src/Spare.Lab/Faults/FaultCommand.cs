using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Net.Sockets;
using System.Text.Json;
using Spare.Commands;
using Spare.Lab.Networks;

namespace Spare.Lab.Faults;

/// <summary><c>spare-lab fault</c>: breaks hosts and links of a running lab, and makes them whole again.</summary>
internal static class FaultCommand
{
    private const string Description =
        """
        Break hosts and links of a running lab, and make them whole again.

        Examples:
          spare-lab fault kill-manager 1        the daemon crashes; the lab starts it again
          spare-lab fault kill-host 2           host 2 loses power, and stays down
          spare-lab fault start-host 2          host 2 is switched on again, with its disk
          spare-lab fault partition 1           host 1 loses its cable
          spare-lab fault partition 1 --from 2  nothing passes between 1 and 2; the witness sees both
          spare-lab fault heal                  all cables are in again

        Watch what the hosts make of it with 'spare status' and 'spare events --follow'.
        """;

    private static readonly Option<string> Lab = new("--lab")
    {
        Description = "Name of the lab", HelpName = "NAME", Recursive = true, DefaultValueFactory = _ => LabRecord.DefaultName,
    };

    private static readonly Option<string> Form = new("--output", "-o")
    {
        Description = "Form of the answer", HelpName = "text|json", Recursive = true, DefaultValueFactory = _ => "text",
    };

    public static Command Create(TextWriter output)
    {
        Form.AcceptOnlyFromAmong("text", "json");
        var from = new Option<int>("--from")
        {
            Description = "Cut it off from this host only", HelpName = "HOST", CustomParser = NumberOf,
        };
        return new Command("fault", Description)
        {
            Lab,
            Form,
            OfHost(FaultKinds.KillManager, "Kill the daemon of a host; the lab starts it again", output),
            OfHost(FaultKinds.KillCorosync, "Kill Corosync of a host, and start it again after two seconds", output),
            OfHost(FaultKinds.KillHost, "Kill everything on a host at once, as a loss of power does; it stays down", output),
            OfHost(
                FaultKinds.StartHost,
                "Start a host that was killed, with the files that it had; it answers 503 until its first replica is made",
                output),
            OfHost(FaultKinds.Partition, "Cut a host off from all other hosts and the witness", output, from),
            Made(new Command(FaultKinds.Heal, "Undo every partition"), _ => new FaultRequest(FaultKinds.Heal, 0, 0), output),
        };
    }

    private static Command OfHost(string kind, string description, TextWriter output, Option<int>? from = null)
    {
        var host = new Argument<int>("HOST")
        {
            Description = "Number of the host, 1 or more; h1 is 1", CustomParser = NumberOf,
        };
        var command = new Command(kind, description) { host };
        if (from is not null)
        {
            command.Add(from);
        }

        return Made(
            command,
            parsed => new FaultRequest(kind, parsed.GetRequiredValue(host), from is null ? 0 : parsed.GetValue(from)),
            output);
    }

    private static int NumberOf(ArgumentResult parsed)
    {
        var written = parsed.Tokens is [var token] ? token.Value : "";
        if (int.TryParse(written.TrimStart('h'), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0)
        {
            return number;
        }

        parsed.AddError($"'{written}' is no host of a lab: they are 1, 2, ..., or h1, h2, ... as 'spare status' names them.");
        return 0;
    }

    private static Command Made(Command command, Func<ParseResult, FaultRequest> request, TextWriter output)
    {
        command.SetAction(async (parsed, cancellation) =>
        {
            var name = parsed.GetRequiredValue(Lab);
            var asked = request(parsed);
            Check(
                LabName.IsValid(name) ? name : throw new UsageException($"'--lab {name}' is not {LabName.FormInWords}"), asked);
            var answer = await AskAsync(name, asked, cancellation);
            var done = answer.Done ?? throw new CommandException(answer.Refused ?? "It was not done.");
            await output.WriteLineAsync(parsed.GetRequiredValue(Form) == "json"
                ? JsonSerializer.Serialize(answer, LabJson.Default.FaultAnswer) : done);
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>The lab is there, and has the hosts that are named.</summary>
    private static void Check(string name, FaultRequest request)
    {
        var lab = LabRecord.Read(LabRecord.DirectoryOf(name)) ?? throw LabRecord.NotFound(name);
        foreach (var host in new[] { request.Host, request.From }.Where(host => host > lab.Hosts.Length))
        {
            throw new UsageException($"There is no host {host}: the lab has hosts 1 to {lab.Hosts.Length}");
        }
    }

    private static async Task<FaultAnswer> AskAsync(string lab, FaultRequest request, CancellationToken cancellation)
    {
        var path = FaultSocket.PathOf(LabRecord.DirectoryOf(lab));
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellation);
            await using var stream = new NetworkStream(socket);
            await using var writer = new StreamWriter(stream) { AutoFlush = true };
            await writer.WriteLineAsync(
                JsonSerializer.Serialize(request, LabJson.Default.FaultRequest).AsMemory(), cancellation);
            using var reader = new StreamReader(stream);
            var line = await reader.ReadLineAsync(cancellation);
            return line is null
                ? throw new CommandException("The lab ended before it answered.")
                : JsonSerializer.Deserialize(line, LabJson.Default.FaultAnswer) ?? throw new JsonException("it is null");
        }
        catch (SocketException e)
        {
            throw new CommandException(
                $"The lab '{lab}' does not answer at {path}: {e.Message}. "
                + "It may have been killed: 'make run' starts one; root may ask (sudo).",
                e);
        }
    }
}
