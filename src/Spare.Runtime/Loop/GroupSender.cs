using System.Threading.Channels;
using Spare.Protocol;
using Spare.Protocol.Messages;
using Spare.Runtime.Ports;

namespace Spare.Runtime.Loop;

/// <summary>
/// Multicasts what the loop hands it, in order, on a task of its own: the loop must go on taking deliveries while the
/// group holds senders back, or two managers would wait for each other for ever.
/// </summary>
public sealed class GroupSender(IGroup group)
{
    /// <summary>
    /// More than the requests in flight and their votes can ever be; reaching it is a defect, not a load.
    /// </summary>
    public const int Capacity = 65_536;

    private readonly Channel<byte[]> messages = Channel.CreateBounded<byte[]>(
        new BoundedChannelOptions(Capacity) { SingleReader = true, SingleWriter = true });

    /// <summary>Called from the loop.</summary>
    public void Send(GroupMessage message) => Invariant.Holds(messages.Writer.TryWrite(message.Encode()));

    /// <summary>
    /// Runs until cancelled. What cannot be sent because this process is in no group is dropped: the core has been
    /// told that the group was lost, and every vote is repeated in the next epoch.
    /// </summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        await foreach (var message in messages.Reader.ReadAllAsync(cancellation))
        {
            var result = await group.MulticastAsync(message, cancellation);
            Invariant.Holds(result != MulticastResult.TooLarge);
        }
    }
}
