using System.Runtime.InteropServices;

namespace LibvirtSharp.Native;

/// <summary>Turns what a call returned into a value or libvirt's error.</summary>
internal static unsafe class Outcome
{
    public static int Check(int result) => result < 0 ? throw LibvirtException.Last() : result;

    public static THandle Check<THandle>(THandle handle)
        where THandle : SafeHandle
    {
        if (!handle.IsInvalid)
        {
            return handle;
        }

        var failure = LibvirtException.Last();
        handle.Dispose();
        throw failure;
    }

    /// <summary>Null if the object that was looked up is not there.</summary>
    public static THandle? Find<THandle>(THandle handle, LibvirtErrorCode absent)
        where THandle : SafeHandle
    {
        try
        {
            return Check(handle);
        }
        catch (LibvirtException failure) when (failure.Code == absent)
        {
            return null;
        }
    }

    /// <summary>A text that the caller owns, which is copied and freed.</summary>
    public static string Owned(byte* text)
    {
        if (text == null)
        {
            throw LibvirtException.Last();
        }

        try
        {
            return Text.Borrowed(text)!;
        }
        finally
        {
            NativeMemory.Free(text);
        }
    }

    /// <summary>A text that belongs to its object.</summary>
    public static string Borrowed(byte* text) => Text.Borrowed(text) ?? throw LibvirtException.Last();
}
