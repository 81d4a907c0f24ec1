using Spare.Protocol;
using Spare.Protocol.Messages;
using Spare.Runtime.Ports;

namespace Spare.Runtime.Loop;

/// <summary>
/// Multicasts what the loop hands it, without waiting: the loop must go on taking deliveries while the group holds
/// senders back, or two managers would wait for each other for ever. The group keeps the order of the calls.
/// </summary>
public sealed class GroupSender(IGroup group, CancellationToken stopping)
{
    /// <summary>
    /// Messages that the group holds back, at most: more than the requests in flight and their votes can ever be.
    /// Reaching it is a defect, not a load.
    /// </summary>
    public const int HeldMaximum = 65_536;

    private readonly TaskCompletionSource failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int held;

    /// <summary>Ends, with the exception, when a message could not be handed to the group: stop the daemon.</summary>
    public Task Failed => failed.Task;

    /// <summary>
    /// Called from the loop. What cannot be sent because this process is in no group is dropped: the core has been
    /// told that the group was lost, and every vote is repeated in the next epoch.
    /// </summary>
    public void Send(GroupMessage message)
    {
        var sending = group.MulticastAsync(message.Encode(), stopping);
        if (sending.IsCompletedSuccessfully)
        {
            Invariant.Holds(sending.Result != MulticastResult.TooLarge);
            return;
        }

        Invariant.Holds(Interlocked.Increment(ref held) <= HeldMaximum);
        _ = FinishAsync(sending);
    }

    private async Task FinishAsync(ValueTask<MulticastResult> sending)
    {
        try
        {
            Invariant.Holds(await sending != MulticastResult.TooLarge);
            Interlocked.Decrement(ref held);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The daemon stops.
        }
        catch (Exception defect)
        {
            // Nobody awaits a send: whatever went wrong ends the daemon through here.
            failed.TrySetException(defect);
        }
    }
}
