using Spare.Commands;
using Spare.Lab;
using Spare.Lab.Watching;
using Spare.Protocol.Admin;
using Spare.Protocol.Admin.Faults;
using Spare.Protocol.Http;

namespace Spare.Histories.Faults;

/// <summary>
/// Has active replicas be faulty, again and again, as many at a time as the lab tolerates. What comes follows from the seed;
/// when it comes, from how soon the lab can mask the next ones, and from how far the clients are: a slow machine gets no
/// more faults than a quick one.
/// </summary>
/// <param name="recorded">Operations of the clients so far.</param>
internal sealed class RandomFaults(RunningLab lab, HistoryRun run, Func<int> recorded)
{
    private const int CountMaximum = 3;
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

    private readonly Random random = new(run.Seed);
    private readonly List<InjectedFault> committed = [];

    /// <summary>In the order of time.</summary>
    public IReadOnlyList<InjectedFault> Committed => committed;

    /// <summary>Returns when it is stopped, and leaves no fault behind.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var poll = new PeriodicTimer(PollInterval);
        try
        {
            while (!stopping.IsCancellationRequested)
            {
                var next = recorded() + run.OperationsBetweenFaults;
                await Watch.UntilAsync(UnableToMaskAsync, stopping);
                var hosts = lab.Hosts.ToArray();
                random.Shuffle(hosts);
                foreach (var host in hosts.Take(random.Next(run.Tolerated) + 1))
                {
                    await InjectAsync(host, stopping);
                }

                await Watch.UntilAsync(UnfinishedAsync, stopping);
                while (recorded() < next)
                {
                    await poll.WaitForNextTickAsync(stopping);
                }
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The clients have what they wanted.
        }

        await Task.WhenAll(lab.Hosts.Select(host => host.Admin.ClearFaultsAsync(CancellationToken.None)));
    }

    private async Task InjectAsync(LabHost host, CancellationToken cancellation)
    {
        var kind = run.Service.Faults[random.Next(run.Service.Faults.Count)];
        var (count, requests) = (random.Next(CountMaximum) + 1, (RouteClass?)(random.Next(2) == 0 ? RouteClass.Read : RouteClass.Write));
        var status = await host.Admin.StatusAsync(cancellation);
        if (status.Replicas.FirstOrDefault(replica => replica.Role == ReplicaRole.Active) is not { } active)
        {
            return;
        }

        var fault = new InjectedFault
        {
            Kind = kind,
            Replica = active.Replica,
            Class = kind.TargetOf() == FaultTarget.Reply ? requests : null,
            Count = kind.TargetOf() == FaultTarget.Replica ? null : count,
        };
        try
        {
            await host.Admin.InjectAsync(fault, cancellation);
            committed.Add(fault);
        }
        catch (AdminException)
        {
            // The replica was replaced at this moment.
        }
    }

    /// <summary>Every host needs an active replica, and another one that can vote beside it.</summary>
    private async Task<string?> UnableToMaskAsync(CancellationToken cancellation)
    {
        foreach (var host in await lab.StatusAsync(cancellation))
        {
            if (!host.Replicas.Any(replica => replica is { Role: ReplicaRole.Active, State: ReplicaState.Running })
                || host.Replicas.All(replica => replica.Role == ReplicaRole.Active))
            {
                return $"{host.Name} has no replica to spare";
            }
        }

        return null;
    }

    /// <summary>Faults end with their replica, or when they were committed often enough.</summary>
    private async Task<string?> UnfinishedAsync(CancellationToken cancellation)
    {
        foreach (var host in lab.Hosts)
        {
            if ((await host.Admin.FaultsAsync(cancellation)).FirstOrDefault() is { } fault)
            {
                return $"{fault} is not over";
            }
        }

        return null;
    }
}
