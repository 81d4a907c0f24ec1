using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Spare.Journal;

/// <summary>Makes the disk confirm what was written. A refusal is final: what the kernel dropped is gone.</summary>
internal static class StableStorage
{
    internal static void Confirm(SafeFileHandle file)
    {
        if (NativeMethods.SynchronizeBytes(file) != 0)
        {
            throw new IOException($"the disk did not confirm: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    internal static void ConfirmDirectory(string path)
    {
        var descriptor = NativeMethods.Open(path, NativeMethods.DirectoryReadOnlyCloseOnExec);
        if (descriptor < 0)
        {
            throw new IOException($"{path} cannot be opened: {Marshal.GetLastPInvokeErrorMessage()}");
        }

        try
        {
            if (NativeMethods.Synchronize(descriptor) != 0)
            {
                throw new IOException($"the disk did not confirm {path}: {Marshal.GetLastPInvokeErrorMessage()}");
            }
        }
        finally
        {
            _ = NativeMethods.Close(descriptor);
        }
    }
}
