using Spare.Protocol;
using Spare.Runtime.Ports;

namespace Spare.Journal;

/// <summary>Up to which update the records are durable, for those who wait until it is far enough.</summary>
internal sealed class DurableEnd(UpdateNumber newest)
{
    private readonly Lock gate = new();
    private TaskCompletionSource? further;
    private JournalException? failure;

    internal void Advance(UpdateNumber update)
    {
        lock (gate)
        {
            newest = update;
            Tell();
        }
    }

    /// <summary>It will get no further.</summary>
    internal void Fail(JournalException reason)
    {
        lock (gate)
        {
            failure ??= reason;
            Tell();
        }
    }

    internal async Task ReachAsync(UpdateNumber update, CancellationToken cancellation)
    {
        while (NextChange(update) is { } change)
        {
            await change.WaitAsync(cancellation).ConfigureAwait(false);
        }
    }

    /// <returns>Null when the update is durable.</returns>
    private Task? NextChange(UpdateNumber update)
    {
        lock (gate)
        {
            if (newest >= update)
            {
                return null;
            }

            if (failure is not null)
            {
                throw new JournalException(failure.Message, failure.InnerException);
            }

            further ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return further.Task;
        }
    }

    private void Tell()
    {
        further?.SetResult();
        further = null;
    }
}
