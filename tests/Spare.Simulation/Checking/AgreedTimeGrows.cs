using Spare.Protocol;
using Spare.Protocol.Http;
using Spare.Replication;

namespace Spare.Simulation.Checking;

/// <summary>
/// Agreed time is greater at each position than at the one before, but for a disputed read, which keeps the time that it
/// had; an answer carries that of its request.
/// </summary>
public sealed class AgreedTimeGrows : Checker
{
    private readonly Dictionary<Life, SortedDictionary<SequenceNumber, Instant>> times = [];
    private readonly Dictionary<RequestId, Instant> byRequest = [];

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

                byRequest[execute.Request.Id] = execute.Request.Time;
                if (execute.Request is not { Class: RouteClass.Write, Route.Value: 1 })
                {
                    host[execute.Request.Sequence] = execute.Request.Time;
                }
            }
            else if (effect is ManagerEffect.Answer answer
                && byRequest.TryGetValue(answer.Id, out var time) && time != answer.Time)
            {
                Fail($"{answer.Id} was executed at {time} and answered as of {answer.Time}.");
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
}
