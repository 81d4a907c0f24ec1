using System.Collections.Immutable;
using LibvirtSharp.Native;

namespace LibvirtSharp.Domains;

/// <summary>How the hypervisor divides its processors between a domain and the others.</summary>
public sealed unsafe class DomainScheduler
{
    /// <summary>
    /// QEMU's and LXC's parameter for a domain's part of the processors while they are short: <c>WideUnsigned</c>, 1024
    /// by itself with control groups of version 1, 100 with version 2.
    /// </summary>
    public const string Shares = "cpu_shares";

    private readonly DomainHandle handle;

    internal DomainScheduler(DomainHandle handle) => this.handle = handle;

    /// <summary>Which one it is: "posix" for QEMU, "credit" or "credit2" for Xen.</summary>
    public string Kind => Outcome.Owned(SchedulerCalls.Kind(handle, out _));

    /// <summary>
    /// All that it has. QEMU has none for a domain that does not run, and refuses the question where libvirt does not use
    /// the host's control groups for processors.
    /// </summary>
    public ImmutableArray<TypedParameter> Read(ChangeFlags flags = ChangeFlags.Current)
    {
        _ = Outcome.Owned(SchedulerCalls.Kind(handle, out var count));
        var parameters = stackalloc NativeTypedParameter[count];

        // With flags, even none, libvirt adds one of its own that drivers without texts among their parameters refuse.
        Outcome.Check(flags == ChangeFlags.Current
            ? SchedulerCalls.GetCurrent(handle, parameters, ref count)
            : SchedulerCalls.Get(handle, parameters, ref count, (uint)flags));
        try
        {
            var read = ImmutableArray.CreateBuilder<TypedParameter>(count);
            for (var i = 0; i < count; i++)
            {
                if (parameters[i].Read() is { } parameter)
                {
                    read.Add(parameter);
                }
            }

            return read.ToImmutable();
        }
        finally
        {
            SchedulerCalls.Clear(parameters, count);
        }
    }

    /// <summary>The others stay as they are.</summary>
    public void Change(TypedParameter parameter, ChangeFlags flags = ChangeFlags.Current)
    {
        var native = NativeTypedParameter.Of(parameter);
        try
        {
            Outcome.Check(SchedulerCalls.Set(handle, &native, 1, (uint)flags));
        }
        finally
        {
            SchedulerCalls.Clear(&native, 1);
        }
    }
}
