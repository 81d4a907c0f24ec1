namespace Spare.Hypervisor;

/// <summary>
/// A table of the kernel's packet filter that is there as long as there are machines. Its rules name interfaces by
/// their prefix, so that a new machine never waits for its rule.
/// </summary>
/// <param name="rules">Replaces all that the table held.</param>
internal sealed class HostFirewall(string table, string rules, TimeSpan deadline) : IDisposable
{
    private readonly SemaphoreSlim gate = new(1);
    private bool isUp;

    internal async Task RaiseAsync(CancellationToken cancellation)
    {
        await gate.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (!isUp)
            {
                await HostCommand.RunAsync(["nft", "-f", "-"], rules, deadline, cancellation)
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
                ["nft", "delete", "table", "inet", table], "", deadline, cancellation)
                .ConfigureAwait(false);
        }
        finally
        {
            gate.Release();
        }
    }
}
