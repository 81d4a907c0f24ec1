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

    public static DaemonSet Open(IEnumerable<KnownDaemon> daemons, TimeProvider time) => new(
        [.. daemons.DistinctBy(daemon => daemon.Socket, StringComparer.Ordinal).Select(daemon => new AdminClient(daemon, time))]);

    /// <summary>Asks all; a daemon that fails does not keep the others from answering.</summary>
    public async Task<Answers<T>> AskAsync<T>(Func<AdminClient, Task<T>> question)
    {
        var asked = clients.Select(client => TryAsync(question, client)).ToArray();
        var answers = await Task.WhenAll(asked);
        return new Answers<T>(
            [.. answers.Where(answer => answer.Failure is null).Select(answer => answer.Value!)],
            [.. answers.Select(answer => answer.Failure).OfType<CommandException>()]);
    }

    /// <summary>All daemons, and those of them that are that host's; null: all that answer.</summary>
    /// <exception cref="UsageException">There is no such host here.</exception>
    public async Task<(Answers<AnsweringDaemon> All, ImmutableArray<AnsweringDaemon> Chosen)> ChooseAsync(
        string? only, CancellationToken cancellation)
    {
        var all = await AskAsync(async client => new AnsweringDaemon(client, await client.StatusAsync(cancellation)));
        ImmutableArray<AnsweringDaemon> chosen =
            [.. all.Values.Where(daemon => only is null || daemon.Status.Host.ToString() == only)];
        return chosen.IsEmpty && only is not null && !all.Failures.Any(failure => MayBeAbout(only, failure))
            ? throw new UsageException($"No daemon here is host {only}: 'spare status' lists them")
            : (all, chosen);
    }

    /// <summary>All daemons, and that of that host.</summary>
    /// <exception cref="UsageException">There is no such host here.</exception>
    public async Task<(Answers<AnsweringDaemon> All, AnsweringDaemon Found)> FindAsync(
        string host, CancellationToken cancellation)
    {
        var (all, chosen) = await ChooseAsync(host, cancellation);
        return chosen is [var found, ..]
            ? (all, found)
            : throw all.Failures.First(failure => MayBeAbout(host, failure));
    }

    /// <summary>Of a daemon that does not answer nobody may know whose it is.</summary>
    public static bool MayBeAbout(string host, CommandException failure) =>
        failure is not AdminException { Away: { } away } || away.ToString() == host;

    /// <summary>The daemon that has the replica.</summary>
    /// <exception cref="UsageException">There is no such host here.</exception>
    public async Task<AdminClient> OwnerAsync(ReplicaId replica, CancellationToken cancellation) =>
        (await FindAsync($"{replica.Host}", cancellation)).Found.Client;

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
