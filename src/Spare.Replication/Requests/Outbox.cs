using Spare.Protocol;

namespace Spare.Replication.Requests;

/// <summary>The effects of the step under way, in order, and the time at which it happens.</summary>
internal sealed class Outbox
{
    private List<ManagerEffect> effects = [];

    public Instant Now { get; private set; }

    public void Begin(Instant now)
    {
        Now = now;
        effects = new List<ManagerEffect>(4);
    }

    public void Add(ManagerEffect effect) => effects.Add(effect);

    public void Report(ReportKind kind, string text, ReplicaId? replica = null, SequenceNumber? sequence = null) =>
        effects.Add(new ManagerEffect.Report(new ManagerReport(kind, text, replica, sequence)));

    public IReadOnlyList<ManagerEffect> Take() => effects;
}
