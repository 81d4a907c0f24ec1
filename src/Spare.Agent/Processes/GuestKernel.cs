using System.ComponentModel;
using System.Runtime.InteropServices;
using Spare.Protocol;

namespace Spare.Agent.Processes;

/// <summary>What the agent of a virtual machine asks of the kernel there, which no other replica has.</summary>
internal static partial class GuestKernel
{
    private const int RealTimeClock = 0;
    private const long MicrosecondsOfSecond = 1_000_000;
    private const int SetAmbientCapabilities = 47;
    private const int ClearAll = 4;

    /// <exception cref="AgentFailure">It may not.</exception>
    public static void SetClock(Instant now)
    {
        var time = new TimeOfClock(now.Microseconds / MicrosecondsOfSecond, now.Microseconds % MicrosecondsOfSecond * 1000);
        if (SetTime(RealTimeClock, in time) != 0)
        {
            throw new AgentFailure($"cannot set the clock: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}");
        }
    }

    /// <summary>Returns when everything is on the disk.</summary>
    [LibraryImport("libc", EntryPoint = "sync")]
    public static partial void Settle();

    /// <summary>What the calling thread starts may not do what the agent may.</summary>
    public static void KeepCapabilitiesFromChildren() => _ = Control(SetAmbientCapabilities, ClearAll, 0, 0, 0);

    [LibraryImport("libc", EntryPoint = "clock_settime", SetLastError = true)]
    private static partial int SetTime(int clock, in TimeOfClock time);

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int Control(int option, nuint second, nuint third, nuint fourth, nuint fifth);

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct TimeOfClock(long Seconds, long Nanoseconds);
}
