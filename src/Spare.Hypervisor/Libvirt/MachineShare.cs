using LibvirtSharp;
using LibvirtSharp.Domains;

namespace Spare.Hypervisor.Libvirt;

/// <summary>
/// A machine's part of the processors while they are short (SPARE 5.1), where libvirt divides them by control groups. It is
/// told by what libvirt gave the machine at its start, as versions of control groups count differently; a machine of an
/// earlier daemon keeps what it has.
/// </summary>
internal sealed class MachineShare(LibvirtHost host)
{
    private const ulong BackgroundDivisor = 4;

    private ulong? full;

    /// <summary>After its start: nobody waits for it yet.</summary>
    internal void Lower(Domain domain)
    {
        full = null;
        Try(() =>
        {
            var given = domain.Scheduler.Read().OfType<TypedParameter.WideUnsigned>()
                .FirstOrDefault(parameter => parameter.Name == DomainScheduler.Shares);
            if (given is not null)
            {
                Set(domain, given.Value / BackgroundDivisor);
                full = given.Value;
            }
        });
    }

    internal void Raise(Domain domain)
    {
        if (full is { } shares)
        {
            Try(() => Set(domain, shares));
        }
    }

    private static void Set(Domain domain, ulong shares) =>
        domain.Scheduler.Change(new TypedParameter.WideUnsigned(DomainScheduler.Shares, shares), ChangeFlags.Live);

    /// <summary>A machine without a share of its own is as good as any.</summary>
    private void Try(Action action)
    {
        try
        {
            action();
        }
        catch (LibvirtException refused)
        {
            host.TellUndivided(refused);
        }
    }
}
