using System.Collections.Immutable;
using Spare.Commands;
using Spare.Protocol;

namespace Spare.Cli;

/// <summary>The daemons that one command talks to, asked at the same time, answers in the order of the sockets.</summary>
internal sealed class DaemonSet : IDisposable
{
    private readonly ImmutableArray<AdminClient> clients;

    private DaemonSet(ImmutableArray<AdminClient> clients) => this.clients = clients;

    public ImmutableArray<AdminClient> Clients => clients;

    public static DaemonSet Open(IEnumerable<string> sockets) =>
        new([.. sockets.Distinct(StringComparer.Ordinal).Select(socket => new AdminClient(socket))]);

    /// <summary>Asks all; a daemon that fails does not keep the others from answering.</summary>
    public async Task<Answers<T>> AskAsync<T>(Func<AdminClient, Task<T>> question)
    {
        var asked = clients.Select(client => TryAsync(question, client)).ToArray();
        var answers = await Task.WhenAll(asked);
        return new Answers<T>(
            [.. answers.Where(answer => answer.Failure is null).Select(answer => answer.Value!)],
            [.. answers.Select(answer => answer.Failure).OfType<CommandException>()]);
    }

    /// <summary>The daemon that has the replica.</summary>
    public async Task<AdminClient> OwnerAsync(ReplicaId replica, CancellationToken cancellation)
    {
        var owners = await AskAsync(async client => (Client: client, Status: await client.StatusAsync(cancellation)));
        var owner = owners.Values.FirstOrDefault(known => known.Status.Host == replica.Host);
        return owner.Client
            ?? owners.Failures.FirstOrDefault() switch
            {
                { } failure => throw failure,
                null => throw new UsageException(
                    $"No daemon here is host {replica.Host} of replica {replica}: 'spare status' lists them"),
            };
    }

    public void Dispose()
    {
        foreach (var client in clients)
        {
            client.Dispose();
        }
    }

    private static async Task<(T? Value, CommandException? Failure)> TryAsync<T>(
        Func<AdminClient, Task<T>> question, AdminClient client)
    {
        try
        {
            return (await question(client), null);
        }
        catch (AdminException e)
        {
            return (default, e);
        }
    }
}
