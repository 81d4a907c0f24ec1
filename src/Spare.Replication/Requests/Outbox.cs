using Spare.Protocol;

namespace Spare.Replication.Requests;

/// <summary>
/// The effects of the step under way, in order, and the time at which it happens. It bounds the rate of reports: of
/// one kind at most <paramref name="reportsPerSecond"/> leave, the next one after that says how many did not.
/// </summary>
internal sealed class Outbox(int reportsPerSecond)
{
    private readonly Dictionary<ReportKind, (Instant Since, int Count)> reports = [];
    private List<ManagerEffect> effects = [];

    public Instant Now { get; private set; }

    public void Begin(Instant now)
    {
        Now = now;
        effects = new List<ManagerEffect>(4);
    }

    public void Add(ManagerEffect effect) => effects.Add(effect);

    public void Report(
        ReportKind kind, string text, ReplicaId? replica = null, SequenceNumber? sequence = null, Epoch? epoch = null)
    {
        var (since, count) = reports.GetValueOrDefault(kind, (Now, 0));
        var left = 0;
        if ((Now - since).Duration() >= TimeSpan.FromSeconds(1))
        {
            left = Math.Max(0, count - reportsPerSecond);
            (since, count) = (Now, 0);
        }

        reports[kind] = (since, count + 1);
        if (count < reportsPerSecond)
        {
            var whole = left == 0 ? text : $"{text} ({left} more of this kind were not reported.)";
            effects.Add(new ManagerEffect.Report(new ManagerReport(kind, whole, replica, sequence, epoch)));
        }
    }

    public IReadOnlyList<ManagerEffect> Take() => effects;
}
