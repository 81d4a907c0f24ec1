using System.Runtime.InteropServices;

namespace LibvirtSharp.Native;

/// <summary>The library, set up once per process before its first use.</summary>
internal static unsafe partial class Libvirt
{
    public const string Name = "libvirt.so.0";

    /// <summary>Running the type's initializer is what sets the library up.</summary>
    public static void EnsureReady() => _ = Ready;

    private static bool Ready { get; } = SetUp();

    private static bool SetUp()
    {
        Outcome.Check(Initialize());

        // libvirt prints every error to standard error unless somebody else takes it.
        ErrorCalls.SetHandler(null, &Ignore);
        return true;
    }

    [UnmanagedCallersOnly]
    private static void Ignore(void* context, void* error)
    {
    }

    [LibraryImport(Name, EntryPoint = "virInitialize")]
    private static partial int Initialize();
}
