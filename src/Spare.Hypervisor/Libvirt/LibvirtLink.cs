using LibvirtSharp;
using LibvirtSharp.Events;
using Microsoft.Extensions.Logging;
using Spare.Runtime.Ports;

namespace Spare.Hypervisor.Libvirt;

/// <summary>
/// The connection to libvirt and its events. When it is lost, calls fail and machines go on; it is opened again until
/// that succeeds, and whoever listens is told that anything may have happened meanwhile.
/// </summary>
internal sealed class LibvirtLink : IAsyncDisposable
{
    private const int SilentQuestionsMaximum = 3;

    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly LibvirtDriverOptions options;
    private readonly ILogger logger;
    private readonly CancellationTokenSource end = new();
    private Task watch = Task.CompletedTask;
    private volatile Connection connection;
    private DomainEventSubscription subscription;

    private LibvirtLink(LibvirtDriverOptions options, ILogger logger)
    {
        this.options = options;
        this.logger = logger;
        (connection, subscription) = Connect();
    }

    internal static async Task<LibvirtLink> OpenAsync(
        LibvirtDriverOptions options, ILogger logger, CancellationToken cancellation)
    {
        var opening = Task.Run(() => new LibvirtLink(options, logger), cancellation);
        try
        {
            return await opening.WaitAsync(options.ActionDeadline, cancellation).ConfigureAwait(false);
        }
        catch (LibvirtException refused)
        {
            throw new HypervisorException($"cannot open libvirt's '{options.Uri}': {refused.Message}", refused);
        }
        catch (Exception given) when (given is TimeoutException or OperationCanceledException)
        {
            _ = CloseAsync(opening);
            cancellation.ThrowIfCancellationRequested();
            throw new HypervisorException(
                $"libvirt's '{options.Uri}' did not answer within {options.ActionDeadline.TotalSeconds:0.#} s", given);
        }
    }

    /// <param name="happened">Called for each event of a domain.</param>
    /// <param name="reopened">Called when events may have been missed.</param>
    internal void Listen(Action<DomainEvent> happened, Action reopened) => watch = WatchAsync(happened, reopened);

    /// <summary>libvirt's calls block, and none can be taken back: one that outlives its deadline ends unseen.</summary>
    internal async Task<T> CallAsync<T>(string purpose, Func<Connection, T> call, CancellationToken cancellation)
    {
        try
        {
            return await Task.Run(() => call(connection), cancellation)
                .WaitAsync(options.ActionDeadline, cancellation).ConfigureAwait(false);
        }
        catch (LibvirtException failure)
        {
            throw new HypervisorException(
                $"libvirt could not {purpose}: {failure.Message} (code {failure.Code}, domain {failure.Domain})", failure);
        }
        catch (ObjectDisposedException closed)
        {
            throw new HypervisorException($"could not {purpose}: the connection to libvirt is closed", closed);
        }
        catch (TimeoutException late)
        {
            throw new HypervisorException(
                $"libvirt did not {purpose} within {options.ActionDeadline.TotalSeconds:0.#} s", late);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync().ConfigureAwait(false);
        await watch.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Disconnect();
        end.Dispose();
    }

    /// <summary>Nobody waits for it any more.</summary>
    private static async Task CloseAsync(Task<LibvirtLink> opening)
    {
        try
        {
            var link = await opening.ConfigureAwait(false);
            await link.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception refused) when (refused is LibvirtException or OperationCanceledException)
        {
            // There is nothing to close.
        }
    }

    private (Connection Connection, DomainEventSubscription Subscription) Connect()
    {
        var opened = Connection.Open(options.Uri);
        try
        {
            opened.SetKeepAlive(KeepAlive, SilentQuestionsMaximum);
            return (opened, opened.Domains.Subscribe());
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    private void Disconnect()
    {
        subscription.Dispose();
        connection.Dispose();
    }

    private async Task WatchAsync(Action<DomainEvent> happened, Action reopened)
    {
        while (true)
        {
            using var lost = CancellationTokenSource.CreateLinkedTokenSource(end.Token);
            var reading = ReadAsync(happened, lost.Token);
            var reason = await connection.Closed.WaitAsync(end.Token).ConfigureAwait(false);
            await lost.CancelAsync().ConfigureAwait(false);
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            LibvirtLog.Lost(logger, options.Uri, reason);
            await ReopenAsync().ConfigureAwait(false);
            LibvirtLog.Reopened(logger, options.Uri);
            reopened();
        }
    }

    private async Task ReadAsync(Action<DomainEvent> happened, CancellationToken cancellation)
    {
        await foreach (var one in subscription.Events.ReadAllAsync(cancellation).ConfigureAwait(false))
        {
            happened(one);
        }
    }

    private async Task ReopenAsync()
    {
        Disconnect();
        while (true)
        {
            try
            {
                (connection, subscription) = await Task.Run(Connect, end.Token).ConfigureAwait(false);
                return;
            }
            catch (LibvirtException)
            {
                await Task.Delay(Pause, end.Token).ConfigureAwait(false);
            }
        }
    }
}
