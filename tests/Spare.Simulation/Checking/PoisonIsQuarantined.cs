using Spare.Protocol;
using Spare.Protocol.Http;
using Spare.Protocol.Messages;
using Spare.Replication;
using Spare.Simulation.Faults;
using Spare.Simulation.Service;

namespace Spare.Simulation.Checking;

/// <summary>
/// What a manager said is quarantined does not go into the order from its host any more; only requests that make every
/// replica fail are quarantined, whatever single replicas do, or such as were undone more than once; and hosts that serve
/// together hold the same quarantine.
/// </summary>
public sealed class PoisonIsQuarantined : Checker
{
    private readonly Dictionary<Digest, BankOperation> operations = [];
    private readonly HashSet<(HostId Host, Digest Likeness)> quarantined = [];
    private readonly Dictionary<SequenceNumber, Digest> likenesses = [];
    private readonly HashSet<(SequenceNumber Sequence, Digest Likeness)> undone = [];

    public override void Observe(in Observation observation)
    {
        if (observation.Input is ManagerEvent.RequestArrived arrived)
        {
            var likeness = Likeness.Of(arrived.Request);
            operations[likeness] = BankRequest.Parse(arrived.Request.Span).Operation;
            if (quarantined.Contains((observation.Host, likeness)) && !observation.Effects.Any(IsRefusal))
            {
                Fail($"{arrived.Id} is like what is in quarantine, and was accepted.");
            }
        }

        foreach (var effect in observation.Effects)
        {
            if (effect is ManagerEffect.Multicast { Message: RequestQuarantined message })
            {
                Judge(message);
            }
            else if (effect is ManagerEffect.Execute execute)
            {
                likenesses[execute.Request.Sequence] = Likeness.Of(execute.Request.Request);
            }
            else if (effect is ManagerEffect.Report { Event: { Kind: ReportKind.WriteVoided, Sequence: { } sequence } })
            {
                undone.Add((sequence, likenesses.GetValueOrDefault(sequence)));
            }
            else if (effect is ManagerEffect.Report { Event.Kind: ReportKind.RequestQuarantined }
                && observation.Input is ManagerEvent.Delivered { Message: RequestQuarantined ordered })
            {
                quarantined.Add((observation.Host, ordered.Likeness));
            }
        }
    }

    public override void End(Ending ending)
    {
        if (ending.Plan.Troubles.Contains(Trouble.Skew))
        {
            return; // By clocks that differ by hours, what is in force at one host has expired at another.
        }

        var serving = ending.Hosts.Where(host => host is { Alive: true, State.Serving: true }).ToArray();
        foreach (var epoch in serving.GroupBy(host => host.State!.Epoch))
        {
            var held = epoch.Select(host => string.Join(' ', host.State!.Quarantined.Select(entry => entry.ToString()))).ToArray();
            if (held.Distinct(StringComparer.Ordinal).Count() > 1)
            {
                Fail($"Hosts of epoch {epoch.Key} hold different quarantines: {string.Join(" / ", held)}.");
            }
        }
    }

    private static bool IsRefusal(ManagerEffect effect) => effect is ManagerEffect.Refuse;

    private void Judge(RequestQuarantined message)
    {
        if (operations.TryGetValue(message.Likeness, out var operation)
            && operation is not (BankOperation.DeadlyRead or BankOperation.DeadlyWrite or BankOperation.HangingWrite
                or BankOperation.DifferingWrite)
            && (message.Reason != QuarantineReason.VoidedAgain || undone.Count(write => write.Likeness == message.Likeness) < 2))
        {
            Fail($"{operation} at {message.Sequence} was quarantined ({message.Reason}), and is no poison.");
        }
    }
}
