namespace LibvirtSharp.Native;

/// <summary><c>virVcpuInfo</c>.</summary>
internal readonly record struct NativeVirtualCpu(uint Number, int State, ulong Nanoseconds, int HostProcessor);
