using System.Threading.Channels;

namespace Spare.Replicas.Services;

/// <summary>
/// Notices of misbehaviour, at most one per kind and second, and <see cref="Capacity"/> that nobody has read yet: a
/// service cannot fill the manager's memory or log by misbehaving faster.
/// </summary>
internal sealed class MisbehaviourNotices
{
    public const int Capacity = 64;

    private const long IntervalMilliseconds = 1000;

    private readonly Lock gate = new();
    private readonly long[] next = new long[Enum.GetValues<MisbehaviourKind>().Length];
    private readonly long[] suppressed = new long[Enum.GetValues<MisbehaviourKind>().Length];
    private readonly Channel<ServiceMisbehaviour> notices = Channel.CreateBounded<ServiceMisbehaviour>(
        new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropWrite });

    public ChannelReader<ServiceMisbehaviour> Reader => notices.Reader;

    public void Report(MisbehaviourKind kind, string detail)
    {
        var index = (int)kind;
        long before;
        lock (gate)
        {
            var now = Environment.TickCount64;
            if (now < next[index])
            {
                suppressed[index]++;
                return;
            }

            next[index] = now + IntervalMilliseconds;
            before = suppressed[index];
            suppressed[index] = 0;
        }

        notices.Writer.TryWrite(new ServiceMisbehaviour(kind, detail, before));
    }

    public void Complete() => notices.Writer.TryComplete();
}
