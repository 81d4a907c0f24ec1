using System.Runtime.InteropServices;

namespace Spare.Lab;

/// <summary>Signals, which .NET offers for its own children only and without a choice.</summary>
internal static partial class NativeMethods
{
    public const int SigKill = 9;
    public const int SigTerm = 15;

    [LibraryImport("libc", EntryPoint = "kill")]
    public static partial int Kill(int pid, int signal);
}
