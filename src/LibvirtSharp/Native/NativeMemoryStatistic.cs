namespace LibvirtSharp.Native;

/// <summary><c>virDomainMemoryStatStruct</c>.</summary>
internal readonly record struct NativeMemoryStatistic(int Tag, ulong Value);
