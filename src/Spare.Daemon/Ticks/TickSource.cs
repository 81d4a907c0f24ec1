using Spare.Configuration.Service;
using Spare.Runtime.Ports;

namespace Spare.Daemon.Ticks;

/// <summary>
/// Puts a service's periodic requests into the order, like a client that speaks to this host. One host does it: the
/// lowest that is in the group. A tick that finds nobody serving is left out; the next one comes.
/// </summary>
internal sealed class TickSource(
    Tick tick, IRequestSink sink, IncomingRequest request, Func<CancellationToken, Task<bool>> isMine,
    TimeProvider clock)
{
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(tick.Interval, clock);
        while (await timer.WaitForNextTickAsync(cancellation))
        {
            if (await isMine(cancellation))
            {
                await sink.SubmitAsync(request, cancellation);
            }
        }
    }
}
