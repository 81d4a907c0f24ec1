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

    /// <summary>A loss of power leaves the file as it was, or as it is to be.</summary>
    internal static void Replace(string path, ReadOnlySpan<byte> content)
    {
        var next = $"{path}.next";
        using (var file = File.OpenHandle(next, FileMode.Create, FileAccess.Write))
        {
            RandomAccess.Write(file, content, 0);
            Confirm(file);
        }

        File.Move(next, path, overwrite: true);
        ConfirmDirectory(Path.GetDirectoryName(path)!); // Files of ours have one.
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
