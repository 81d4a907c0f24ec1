using System.Net;
using Microsoft.Extensions.Logging;

namespace Spare.Peers;

/// <summary>Counts refused connections, and logs one of them in each interval with the number of the others.</summary>
internal sealed class Refusals(TimeSpan interval, TimeProvider time, ILogger logger)
{
    private readonly Lock gate = new();
    private long? last;
    private long silent;

    public long Count { get; private set; }

    public void Add(EndPoint? address, string reason)
    {
        lock (gate)
        {
            Count++;
            if (last is { } earlier && time.GetElapsedTime(earlier) < interval)
            {
                silent++;
                return;
            }

            Log.Refused(logger, address, reason, silent);
            last = time.GetTimestamp();
            silent = 0;
        }
    }
}
