using System.Text;
using Spare.Protocol;
using Spare.Runtime.Groups;
using Spare.Runtime.Ports;

namespace Spare.Adapters.Tests.Groups;

/// <summary>A member whose events are read when a test waits for one, and remembered.</summary>
public sealed class ObservedMember(TestMember member) : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    public GroupMember Self { get; private set; }

    public List<GroupEvent> Seen { get; } = [];

    public IEnumerable<GroupEvent.Delivered> Deliveries => Seen.OfType<GroupEvent.Delivered>();

    public int MessageMaximum => member.Group.MessageMaximum;

    public Task<GroupTraffic> TrafficAsync() => member.TrafficAsync();

    /// <summary>Whoever joins is told that it did.</summary>
    public async Task LearnSelfAsync() =>
        Self = Assert.Single((await ReadAsync<GroupEvent.MembershipChanged>(_ => true)).Joined);

    /// <summary>Reads up to the first event of that kind for which the condition holds.</summary>
    public async Task<T> ReadAsync<T>(Func<T, bool> condition)
        where T : GroupEvent
    {
        using var deadline = new CancellationTokenSource(Deadline);
        try
        {
            while (true)
            {
                var item = await member.Group.Events.ReadAsync(deadline.Token);
                Seen.Add(item);
                if (item is T wanted && condition(wanted))
                {
                    return wanted;
                }
            }
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException(
                $"No such {typeof(T).Name} at {Self}; the last of {Seen.Count}: {string.Join("; ", Seen.TakeLast(5))}");
        }
    }

    public Task<GroupEvent.MembershipChanged> ReadMembersAsync(params IEnumerable<ObservedMember> members) =>
        ReadAsync<GroupEvent.MembershipChanged>(
            changed => changed.Members.SequenceEqual(members.Select(other => other.Self).Order()));

    /// <summary>The quorum of exactly these hosts, which may have been reported already.</summary>
    public async Task<GroupEvent.QuorumChanged> ReadRingAsync(params HostId[] ring) =>
        Seen.OfType<GroupEvent.QuorumChanged>().LastOrDefault() is { } last && last.Ring.SequenceEqual(ring)
            ? last
            : await ReadAsync<GroupEvent.QuorumChanged>(quorum => quorum.Ring.SequenceEqual(ring));

    public async Task<Departure> ReadDepartureAsync(ObservedMember other) =>
        (await ReadAsync<GroupEvent.MembershipChanged>(changed => changed.Left.Any(left => left.Member == other.Self)))
        .Left.Single(left => left.Member == other.Self);

    public async Task ReadDeliveriesAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            await ReadAsync<GroupEvent.Delivered>(_ => true);
        }
    }

    public Task ReadTextAsync(string text) => ReadAsync<GroupEvent.Delivered>(delivered => TextOf(delivered) == text);

    public ValueTask<MulticastResult> MulticastAsync(string text) => MulticastAsync(Encoding.UTF8.GetBytes(text));

    public ValueTask<MulticastResult> MulticastAsync(byte[] message) =>
        member.Group.MulticastAsync(message, CancellationToken.None);

    public Task<bool> EndsAsync() => member.Group.Events.WaitToReadAsync().AsTask().WaitAsync(Deadline);

    public Task CrashAsync() => member.CrashAsync();

    public ValueTask DisposeAsync() => member.DisposeAsync();

    public static string TextOf(GroupEvent.Delivered delivered) => Encoding.UTF8.GetString(delivered.Message.Span);
}
