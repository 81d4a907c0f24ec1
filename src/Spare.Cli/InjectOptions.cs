using System.CommandLine;
using System.Text.Json;
using Spare.Commands;
using Spare.Protocol;
using Spare.Protocol.Admin.Faults;
using Spare.Protocol.Http;

namespace Spare.Cli;

/// <summary>What <c>spare inject</c> takes.</summary>
internal sealed class InjectOptions
{
    private static readonly Dictionary<string, FaultKind> Kinds = Enum.GetValues<FaultKind>()
        .ToDictionary(kind => JsonNamingPolicy.KebabCaseLower.ConvertName($"{kind}"));

    private readonly Option<string?> replica = new("--replica")
    {
        Description = "A replica as 'spare status' names it, such as h1-r2",
        HelpName = "ID",
    };

    private readonly Option<int?> count = new("--count") { Description = "Commit it so many times", HelpName = "N" };

    private readonly Option<double?> share = new("--share")
    {
        Description = "Commit it at this part of the requests, such as 0.25, evenly spread",
        HelpName = "P",
    };

    private readonly Option<string?> requests = new("--class")
    {
        Description = "Only at requests of this class",
        HelpName = "read|write",
    };

    private readonly Option<int?> pause = new("--pause")
    {
        Description = "Length of a silence (else it does not end), or between two bytes of a drip (else 50)",
        HelpName = "MILLISECONDS",
    };

    public InjectOptions() => requests.AcceptOnlyFromAmong("read", "write");

    public Argument<string?> Kind { get; } = new("KIND")
    {
        Description = "One of the faults above",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public Option<bool> List { get; } = new("--list") { Description = "Show what is set" };

    public Option<bool> Clear { get; } = new("--clear") { Description = "End all that is set, and show what it was" };

    public Option<bool> DryRun { get; } = new("--dry-run")
    {
        Description = "Change nothing; say what would be set where",
    };

    public void AddTo(Command command)
    {
        command.Add(Kind);
        foreach (Option option in (Option[])[replica, count, share, requests, pause, List, Clear, DryRun])
        {
            command.Add(option);
        }
    }

    public InjectedFault FaultOf(ParseResult parsed, string kindName)
    {
        if (!Kinds.TryGetValue(kindName, out var kind))
        {
            throw new UsageException($"'{kindName}' is no fault: 'spare inject --help' lists them");
        }

        var name = parsed.GetValue(replica) ?? throw new UsageException("Say at which replica with --replica, such as h1-r2");
        if (!ReplicaId.TryParse(name, out var id))
        {
            throw new UsageException($"'{name}' is no replica: 'spare status' lists them, such as h1-r2");
        }

        var part = parsed.GetValue(share);
        var once = kind == FaultKind.Crash || part is not null ? (int?)null : 1;
        var fault = new InjectedFault
        {
            Kind = kind,
            Replica = id,
            Class = parsed.GetValue(requests) switch { null => null, "read" => RouteClass.Read, _ => RouteClass.Write },
            Count = parsed.GetValue(count) ?? once,
            Share = part,
            Pause = parsed.GetValue(pause),
        };
        return fault.Flaw is { } flaw ? throw new UsageException(flaw) : fault;
    }
}
