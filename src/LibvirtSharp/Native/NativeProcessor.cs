namespace LibvirtSharp.Native;

/// <summary><c>virVcpuInfo</c>.</summary>
internal readonly record struct NativeProcessor(uint Number, int State, ulong Nanoseconds, int HostProcessor);
