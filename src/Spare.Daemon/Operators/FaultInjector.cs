using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Spare.Protocol.Admin;
using Spare.Protocol.Admin.Faults;
using Spare.Replicas;
using Spare.Replicas.Faults;

namespace Spare.Daemon.Operators;

/// <summary>Has replicas of this host be faulty for operators, and says so in the event log.</summary>
/// <param name="faults">Null: the host file does not allow it.</param>
internal sealed class FaultInjector(
    LocalReplicas replicas, FaultRegistry? faults, EventLog events, ILogger logger)
{
    public bool IsAllowed => faults is not null;

    public ImmutableArray<InjectedFault> All => faults?.All ?? [];

    /// <summary>Gives why it was not done; null when it was.</summary>
    public async Task<string?> SetAsync(InjectedFault fault, CancellationToken cancellation)
    {
        if (fault.Flaw is { } flaw)
        {
            return $"{flaw}.";
        }

        if (replicas.Describe().FirstOrDefault(view => view.Id == fault.Replica) is not { } replica)
        {
            return $"There is no replica '{fault.Replica}' here: see 'spare status'.";
        }

        if (fault.Kind.TargetOf() == FaultTarget.WriteSet && !replicas.HasPassive)
        {
            return "There are no write sets without passive replicas: only replies can be wrong in this mode.";
        }

        if (fault.Kind != FaultKind.Crash && faults?.TrySet(fault) != true)
        {
            return $"{InjectedFault.Maximum} faults are set already: 'spare inject --clear' ends them.";
        }

        Report($"An operator injects a fault: {fault}.", fault);
        if (fault.Kind == FaultKind.Crash)
        {
            await replicas.CrashAsync(replica, cancellation);
        }

        return null;
    }

    public ImmutableArray<InjectedFault> Clear()
    {
        var cleared = faults?.Clear() ?? [];
        foreach (var fault in cleared)
        {
            Report($"An operator ends a fault: {fault}.", fault);
        }

        return cleared;
    }

    private void Report(string text, InjectedFault fault)
    {
        events.Add(OperatorEventKind.FaultInjected, Severity.Warning, text, fault.Replica);
        logger.Reported(Severity.Warning, OperatorEventKind.FaultInjected, text, fault.Replica, null);
    }
}
