namespace Spare.Hypervisor.Processes.Network;

/// <summary>
/// What the manager's namespace takes from machines: TCP segments that do not open a connection. Machines can only
/// answer. The rules name interfaces by their prefix, so that a new machine never waits for its rule.
/// </summary>
/// <remarks>
/// Stateless on purpose: a rule on connection states would make the kernel track every connection of the host, and
/// the clients could fill that table.
/// </remarks>
internal sealed class MachineFirewall(ProcessDriverOptions options) : IDisposable
{
    private readonly SemaphoreSlim gate = new(1);
    private bool isUp;

    private string Rules => $$"""
        table inet {{options.HostName}} {
        }
        flush table inet {{options.HostName}}
        table inet {{options.HostName}} {
            chain input {
                type filter hook input priority filter; policy accept;
                iifname "{{options.InterfacePrefix}}*" jump machine
            }
            chain forward {
                type filter hook forward priority filter; policy accept;
                iifname "{{options.InterfacePrefix}}*" drop
                oifname "{{options.InterfacePrefix}}*" drop
            }
            chain machine {
                meta nfproto ipv4 tcp flags & (syn | ack) != syn accept
                drop
            }
        }

        """;

    internal async Task RaiseAsync(CancellationToken cancellation)
    {
        await gate.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (!isUp)
            {
                await HostCommand.RunAsync(["nft", "-f", "-"], Rules, options.ActionDeadline, cancellation)
                    .ConfigureAwait(false);
                isUp = true;
            }
        }
        finally
        {
            gate.Release();
        }
    }

    public void Dispose() => gate.Dispose();

    /// <summary>
    /// Takes the rules away if there is no machine; asked again here, where none can raise them meanwhile.
    /// </summary>
    internal async Task LowerAsync(Func<bool> isUnused, CancellationToken cancellation)
    {
        await gate.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (!isUnused())
            {
                return;
            }

            isUp = false;
            await HostCommand.TryAsync(
                ["nft", "delete", "table", "inet", options.HostName], "", options.ActionDeadline, cancellation)
                .ConfigureAwait(false);
        }
        finally
        {
            gate.Release();
        }
    }
}
