using System.Runtime.InteropServices;

namespace Spare.Agent.Processes;

/// <summary>Signals to process groups, and priorities between those that .NET knows.</summary>
internal static partial class NativeMethods
{
    public const int SignalInterrupt = 2;
    public const int SignalKill = 9;
    public const int SignalTerminate = 15;

    /// <summary>PRIO_PROCESS of sys/resource.h.</summary>
    private const int OneProcess = 0;

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);

    /// <summary>A group that is gone already is no error.</summary>
    public static void SignalGroup(int leader, int signal) => _ = Kill(-leader, signal);

    [LibraryImport("libc", EntryPoint = "setpriority", SetLastError = true)]
    private static partial int SetPriority(int which, int who, int niceness);

    /// <summary>A process that has ended, or that this one may not touch, stays as it is.</summary>
    public static void LowerPriority(int process, int niceness) => _ = SetPriority(OneProcess, process, niceness);
}
