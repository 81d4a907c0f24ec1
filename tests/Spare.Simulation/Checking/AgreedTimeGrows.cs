using Spare.Protocol;
using Spare.Protocol.Http;
using Spare.Replication;

namespace Spare.Simulation.Checking;

/// <summary>
/// Agreed time is greater at each position than at the one before, but for a disputed read, which keeps the time that it
/// had; an answer carries that of its request, as the host executed it that answers. Where hosts part, the side that does
/// not go on may have another order, and execute the request at another time: nobody is answered from that. Only when no
/// replica of the host executed it, the answer is from another host, and carries a time at which one of them did.
/// </summary>
public sealed class AgreedTimeGrows : Checker
{
    private readonly Dictionary<Life, SortedDictionary<SequenceNumber, Instant>> times = [];
    private readonly Dictionary<(Life Life, RequestId Request), Instant> own = [];
    private readonly Dictionary<RequestId, HashSet<Instant>> all = [];

    public override void Observe(in Observation observation)
    {
        foreach (var effect in observation.Effects)
        {
            if (effect is ManagerEffect.Execute execute)
            {
                if (!times.TryGetValue(observation.Life, out var host))
                {
                    times[observation.Life] = host = [];
                }

                Executed(observation.Life, execute.Request.Id, execute.Request.Time);
                if (execute.Request is not { Class: RouteClass.Write, Route.Value: 1 })
                {
                    host[execute.Request.Sequence] = execute.Request.Time;
                }
            }
            else if (effect is ManagerEffect.Answer answer)
            {
                Answered(observation.Life, answer.Id, answer.Time);
            }
        }
    }

    public override void End(Ending ending)
    {
        foreach (var (host, positions) in times)
        {
            var before = new Instant(long.MinValue);
            foreach (var (sequence, time) in positions)
            {
                if (time <= before)
                {
                    Fail($"At {host} {sequence} is at {time}, not after {before}.");
                }

                before = time;
            }
        }
    }

    private void Executed(Life life, RequestId request, Instant time)
    {
        own[(life, request)] = time;
        if (!all.TryGetValue(request, out var executions))
        {
            all[request] = executions = [];
        }

        executions.Add(time);
    }

    private void Answered(Life life, RequestId request, Instant time)
    {
        if (own.TryGetValue((life, request), out var executed) ? executed != time
            : all.TryGetValue(request, out var executions) && !executions.Contains(time))
        {
            Fail($"{request} was answered as of {time}, at which it was not executed.");
        }
    }
}
