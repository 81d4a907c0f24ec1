using System.Runtime.InteropServices;

namespace Spare.Journal;

/// <summary>Flushes that .NET has no word for: only a file's bytes, and a directory's entries.</summary>
internal static partial class NativeMethods
{
    internal const int DirectoryReadOnlyCloseOnExec = 0x10000 | 0x80000;

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    internal static partial int SynchronizeBytes(SafeHandle file);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    internal static partial int Synchronize(int descriptor);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "close")]
    internal static partial int Close(int descriptor);
}
