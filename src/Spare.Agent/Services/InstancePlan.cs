using System.Collections.Immutable;
using System.Net;
using Spare.Agent.Databases;
using Spare.Agent.Processes;
using Spare.Configuration.Service;
using Spare.Postgres.Preparation;
using Spare.Postgres.Sessions;

namespace Spare.Agent.Services;

/// <summary>One instance of the service: what it is called, how it is started, where it answers.</summary>
internal sealed record InstancePlan(string Name, ChildCommand Command, Uri Health, TimeSpan StartDeadline)
{
    /// <summary>The write instance first, then the read-only ones, in the order of their ports.</summary>
    public static ImmutableArray<InstancePlan> Of(
        ServiceFile service, DatabaseAddress database, IPAddress address, ImmutableDictionary<string, string> clock)
    {
        var roles = new DatabaseRoles(service.Database.Name, service.Database.Owner);
        InstancePlan Plan(string name, string user, int port) => new(
            name,
            CommandOf(service, database, user, address, port, clock),
            new Uri($"http://{new IPEndPoint(Reachable(address), port)}{service.Health.Path}"),
            service.Health.StartDeadline);

        return
        [
            Plan("write instance", roles.Owner, service.Instances.Write),
            .. service.Instances.Reads.Select((port, index) => Plan($"read instance {index + 1}", roles.Reader, port)),
        ];
    }

    private static ChildCommand CommandOf(
        ServiceFile service, DatabaseAddress database, string user, IPAddress address, int port,
        ImmutableDictionary<string, string> clock)
    {
        var values = new PlaceholderValues(
            service.Directory, database.SocketDirectory, database.Port, user, database.Database)
        {
            Address = address,
            Port = port,
        };
        return new ChildCommand([.. service.Start.Arguments.Select(values.Expand)])
        {
            Environment = ServiceConnection.Variables(database, user)
                .SetItems(service.Start.Environment.Select(
                    variable => KeyValuePair.Create(variable.Key, values.Expand(variable.Value)))),
            Preload = clock,
            Directory = values.Expand(service.Start.Directory),
        };
    }

    private static IPAddress Reachable(IPAddress address) =>
        address.Equals(IPAddress.Any) ? IPAddress.Loopback
        : address.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback
        : address;
}
