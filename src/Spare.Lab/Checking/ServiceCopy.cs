using System.Collections.Immutable;
using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Spare.Commands;
using Spare.Configuration.Service;
using Spare.Hypervisor.Processes;
using Spare.Lab.Networks;
using Spare.Protocol;
using Spare.Replicas;
using Spare.Replicas.Services;
using Spare.Replication.Execution;
using Spare.Replication.Updates;

namespace Spare.Lab.Checking;

/// <summary>
/// One independent copy of a service: an active replica that executes requests as it would behind Spare, and a
/// passive one that only gets the write sets.
/// </summary>
internal sealed class ServiceCopy : IAsyncDisposable
{
    private const uint FirstUser = 950_000_000;
    private const uint UsersEach = 100;

    private readonly HostId host;
    private readonly ServiceFile service;
    private readonly ProcessHypervisor hypervisor;
    private readonly LocalReplicas replicas;
    private readonly List<AgreedUpdate> updates = [];
    private SequenceNumber sequence;

    private ServiceCopy(HostId host, ServiceFile service, string image, ProcessHypervisor hypervisor)
    {
        this.host = host;
        this.service = service;
        this.hypervisor = hypervisor;
        var endpoints = new ServiceEndpoints(service.Instances.Write, service.Instances.Reads, service.Volatile.Fields);
        replicas = new LocalReplicas(
            new LocalReplicasOptions(host, image, endpoints, service.Routes)
            {
                AgreedClock = service.Clock == ServiceClock.Agreed,
            },
            hypervisor,
            journal: null);
    }

    /// <param name="lab">Names what is made, so that it is found when this process is killed.</param>
    public static async Task<ServiceCopy> StartAsync(
        LabName lab, uint number, ServiceFile service, CheckInputs inputs, CancellationToken cancellation)
    {
        var options = new ProcessDriverOptions
        {
            HostName = $"{lab}-h{number}",
            StateDirectory = Path.Combine(lab.Directory, $"h{number}"),
            Command =
            [
                Programs.Find("spare-agent", "Spare.Agent"), "run", "--service", inputs.ServiceFile, "--disk", "{disk}",
            ],
            Addresses = new IPNetwork(IPAddress.Parse($"10.{80 + number}.0.0"), 16),
            InterfacePrefix = $"spare-c{number}m",
            FirstUser = FirstUser + (number * UsersEach),
            Visible = [.. NamedFiles.DirectoriesOf(service)],
        };
        var hypervisor = await ProcessHypervisor.OpenAsync(options, NullLogger<ProcessHypervisor>.Instance, cancellation);
        var copy = new ServiceCopy(new HostId(number), service, inputs.Image, hypervisor);
        try
        {
            await copy.replicas.StartAsync(makeReplicas: true, cancellation);
            return copy;
        }
        catch
        {
            await copy.DisposeAsync();
            throw;
        }
    }

    public async Task<ExecutionResult> ExecuteAsync(
        CheckedRequest request, Instant time, Seed seed, CancellationToken cancellation)
    {
        sequence = sequence.Next;
        var route = service.Routes.Resolve(request.Method, request.Target);
        var ordered = new OrderedRequest(
            sequence,
            new RequestId(host, new Incarnation(1), sequence.Value),
            route.Number,
            route.Class,
            time,
            seed,
            request.ToCanonical() ?? default);
        var result = await replicas.ExecuteAsync(
            new ReplicaId(host, 1), ordered, route.Limits.Deadline, keepReply: true, () => { }, cancellation);
        if (!result.WriteSet.IsEmpty)
        {
            updates.Add(new AgreedUpdate(new UpdateNumber((ulong)updates.Count + 1), sequence, result.WriteSet));
        }

        return result;
    }

    /// <summary>Brings the passive replica up to date; the write sets that this took.</summary>
    public async Task<int> ApplyAsync(CancellationToken cancellation)
    {
        await replicas.UpdatePassiveAsync([.. updates], cancellation);
        return updates.Count;
    }

    /// <summary>The canonical dumps, that of the active replica first.</summary>
    public async Task<ImmutableArray<ImmutableArray<string>>> DumpsAsync(CancellationToken cancellation)
    {
        var dumps = ImmutableArray.CreateBuilder<ImmutableArray<string>>();
        foreach (var view in replicas.Describe())
        {
            var text = new System.Text.StringBuilder();
            await replicas.DumpAsync(view.Id, part => text.Append(part), cancellation);
            dumps.Add([.. text.ToString().Split('\n')]);
        }

        return dumps.ToImmutable();
    }

    public async ValueTask DisposeAsync()
    {
        await replicas.DisposeAsync();
        await hypervisor.DisposeAsync();
    }
}
