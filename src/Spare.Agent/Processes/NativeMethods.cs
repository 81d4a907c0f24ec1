using System.Runtime.InteropServices;

namespace Spare.Agent.Processes;

/// <summary>Signals to process groups, which .NET cannot send.</summary>
internal static partial class NativeMethods
{
    public const int SignalInterrupt = 2;
    public const int SignalKill = 9;
    public const int SignalTerminate = 15;

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);

    /// <summary>A group that is gone already is no error.</summary>
    public static void SignalGroup(int leader, int signal) => _ = Kill(-leader, signal);
}
