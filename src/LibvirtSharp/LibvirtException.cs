using LibvirtSharp.Native;

namespace LibvirtSharp;

/// <summary>What libvirt answered to a call that failed: its own domain, code and message.</summary>
public sealed class LibvirtException : Exception
{
    private LibvirtException(string message, int domain, LibvirtErrorCode code)
        : base(message)
    {
        Domain = domain;
        Code = code;
    }

    /// <summary>The part of libvirt that failed, a <c>virErrorDomain</c>: 10 is QEMU, 13 the remote driver.</summary>
    public int Domain { get; }

    /// <summary>What went wrong, a <c>virErrorNumber</c>; values without a name here are possible.</summary>
    public LibvirtErrorCode Code { get; }

    /// <summary>The last error of this thread. libvirt forgets it with the thread's next call.</summary>
    internal static unsafe LibvirtException Last()
    {
        var code = ErrorCalls.Code();
        var message = Text.Borrowed(ErrorCalls.Message()) ?? "libvirt failed and did not say why";
        return new LibvirtException(message, ErrorCalls.Domain(), (LibvirtErrorCode)code);
    }
}
