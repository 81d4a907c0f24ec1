using Spare.Protocol;
using Spare.Replication;

namespace Spare.Simulation.Checking;

/// <summary>
/// No write is voided on one host and agreed on another while both go on from there. (Before a crash or a split one side
/// may void what the other has agreed on, but then they must not serve together again.)
/// </summary>
public sealed class OneVerdict : Checker
{
    private readonly Dictionary<(Life Host, SequenceNumber Sequence), bool> agreed = [];
    private readonly Dictionary<RequestId, SequenceNumber> positions = [];
    private readonly Dictionary<Life, SequenceNumber> progress = [];

    public override void Observe(in Observation observation)
    {
        foreach (var effect in observation.Effects)
        {
            switch (effect)
            {
                case ManagerEffect.Execute execute:
                    positions[execute.Request.Id] = execute.Request.Sequence;
                    break;
                case ManagerEffect.Answer answer when positions.TryGetValue(answer.Id, out var sequence):
                    Progress(observation.Life, sequence);
                    break;
                case ManagerEffect.AppendToJournal append:
                    agreed[(observation.Life, append.Update.Sequence)] = true;
                    Progress(observation.Life, append.Update.Sequence);
                    break;
                case ManagerEffect.Report { Event: { Kind: ReportKind.WriteVoided, Sequence: { } voided } }:
                    agreed[(observation.Life, voided)] = false;
                    break;
                default:
                    break;
            }
        }
    }

    public override void End(Ending ending)
    {
        foreach (var group in agreed.GroupBy(entry => entry.Key.Sequence))
        {
            var wentOn = group.Where(entry => ending.Survivors.Contains(entry.Key.Host)
                && progress.GetValueOrDefault(entry.Key.Host) > group.Key).ToArray();
            if (wentOn.Any(entry => entry.Value) && wentOn.Any(entry => !entry.Value))
            {
                Fail($"{group.Key} was voided on one host and agreed on another, and both went on.");
            }
        }
    }

    private void Progress(Life host, SequenceNumber sequence)
    {
        if (progress.GetValueOrDefault(host) < sequence)
        {
            progress[host] = sequence;
        }
    }
}
