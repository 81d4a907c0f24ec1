using Spare.Runtime.Buffers;

namespace Spare.Interception.Requests;

/// <summary>What one exchange has taken of the budget; given back when the exchange ends, however it ends.</summary>
internal sealed class BufferShare(BufferBudget budget, TimeSpan patience) : IDisposable
{
    private long taken;

    public async ValueTask<bool> TryTakeAsync(long bytes, CancellationToken cancellation)
    {
        if (!await budget.TryTakeAsync(bytes, patience, cancellation).ConfigureAwait(false))
        {
            return false;
        }

        taken += bytes;
        return true;
    }

    public void Overdraw(long bytes)
    {
        budget.Overdraw(bytes);
        taken += bytes;
    }

    public void Dispose() => budget.Return(taken);
}
