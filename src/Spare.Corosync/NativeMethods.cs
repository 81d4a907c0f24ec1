using System.Runtime.InteropServices;

namespace Spare.Corosync;

/// <summary>What is used of libcpg, libquorum, libcmap and libc. Corosync's calls give a <see cref="CorosyncStatus"/>.</summary>
internal static unsafe partial class NativeMethods
{
    public const int DispatchAll = 2;
    public const int GuaranteeAgreed = 2;
    public const uint TrackCurrentAndChanges = 1 | 2;
    public const uint QuorumFree = 0;
    public const short PollIn = 1;
    public const int StatisticsMap = 1;

    private const string Cpg = "libcpg.so.4";
    private const string Quorum = "libquorum.so.5";
    private const string Votes = "libvotequorum.so.8";
    private const string Map = "libcmap.so.4";

    [LibraryImport(Cpg, EntryPoint = "cpg_initialize")]
    public static partial CorosyncStatus CpgInitialize(out CpgHandle handle, CpgCallbacks* callbacks);

    [LibraryImport(Cpg, EntryPoint = "cpg_finalize")]
    public static partial CorosyncStatus CpgFinalize(nint handle);

    [LibraryImport(Cpg, EntryPoint = "cpg_fd_get")]
    public static partial CorosyncStatus CpgFdGet(CpgHandle handle, out int descriptor);

    [LibraryImport(Cpg, EntryPoint = "cpg_context_set")]
    public static partial CorosyncStatus CpgContextSet(CpgHandle handle, nint context);

    [LibraryImport(Cpg, EntryPoint = "cpg_context_get")]
    public static partial CorosyncStatus CpgContextGet(nint handle, out nint context);

    [LibraryImport(Cpg, EntryPoint = "cpg_local_get")]
    public static partial CorosyncStatus CpgLocalGet(CpgHandle handle, out uint node);

    [LibraryImport(Cpg, EntryPoint = "cpg_max_atomic_msgsize_get")]
    public static partial CorosyncStatus CpgMaxAtomicSizeGet(CpgHandle handle, out uint size);

    [LibraryImport(Cpg, EntryPoint = "cpg_join")]
    public static partial CorosyncStatus CpgJoin(CpgHandle handle, CpgName* group);

    [LibraryImport(Cpg, EntryPoint = "cpg_leave")]
    public static partial CorosyncStatus CpgLeave(CpgHandle handle, CpgName* group);

    [LibraryImport(Cpg, EntryPoint = "cpg_mcast_joined")]
    public static partial CorosyncStatus CpgMulticast(CpgHandle handle, int guarantee, IoVector* vectors, uint count);

    [LibraryImport(Cpg, EntryPoint = "cpg_dispatch")]
    public static partial CorosyncStatus CpgDispatch(CpgHandle handle, int how);

    [LibraryImport(Quorum, EntryPoint = "quorum_initialize")]
    public static partial CorosyncStatus QuorumInitialize(
        out QuorumHandle handle, QuorumCallbacks* callbacks, out uint kind);

    [LibraryImport(Quorum, EntryPoint = "quorum_finalize")]
    public static partial CorosyncStatus QuorumFinalize(nint handle);

    [LibraryImport(Quorum, EntryPoint = "quorum_fd_get")]
    public static partial CorosyncStatus QuorumFdGet(QuorumHandle handle, out int descriptor);

    [LibraryImport(Quorum, EntryPoint = "quorum_context_set")]
    public static partial CorosyncStatus QuorumContextSet(QuorumHandle handle, nint context);

    [LibraryImport(Quorum, EntryPoint = "quorum_context_get")]
    public static partial CorosyncStatus QuorumContextGet(nint handle, out nint context);

    [LibraryImport(Quorum, EntryPoint = "quorum_trackstart")]
    public static partial CorosyncStatus QuorumTrackStart(QuorumHandle handle, uint flags);

    [LibraryImport(Quorum, EntryPoint = "quorum_dispatch")]
    public static partial CorosyncStatus QuorumDispatch(QuorumHandle handle, int how);

    [LibraryImport(Votes, EntryPoint = "votequorum_initialize")]
    public static partial CorosyncStatus VotesInitialize(out nint handle, nint callbacks);

    [LibraryImport(Votes, EntryPoint = "votequorum_getinfo")]
    public static partial CorosyncStatus VotesInfo(nint handle, uint node, VoteStanding* info);

    [LibraryImport(Votes, EntryPoint = "votequorum_finalize")]
    public static partial CorosyncStatus VotesFinalize(nint handle);

    [LibraryImport(Map, EntryPoint = "cmap_initialize_map")]
    public static partial CorosyncStatus MapInitialize(out nint handle, int map);

    [LibraryImport(Map, EntryPoint = "cmap_get_uint64", StringMarshalling = StringMarshalling.Utf8)]
    public static partial CorosyncStatus MapGet(nint handle, string key, out ulong value);

    [LibraryImport(Map, EntryPoint = "cmap_set_uint8", StringMarshalling = StringMarshalling.Utf8)]
    public static partial CorosyncStatus MapSet(nint handle, string key, byte value);

    [LibraryImport(Map, EntryPoint = "cmap_finalize")]
    public static partial CorosyncStatus MapFinalize(nint handle);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    public static partial int Poll(PollDescriptor* descriptors, nuint count, int timeout);

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    public static partial int EventFd(uint initial, int flags);

    [LibraryImport("libc", EntryPoint = "eventfd_write")]
    public static partial int EventFdWrite(SafeHandle descriptor, ulong value);

    [StructLayout(LayoutKind.Sequential)]
    public struct CpgCallbacks
    {
        public delegate* unmanaged<nint, CpgName*, uint, uint, byte*, nuint, void> Deliver;
        public delegate* unmanaged<
            nint, CpgName*, CpgAddress*, nuint, CpgAddress*, nuint, CpgAddress*, nuint, void> ChangeMembership;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct QuorumCallbacks
    {
        public delegate* unmanaged<nint, uint, ulong, uint, uint*, void> ChangeQuorum;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct VoteStanding
    {
        public const uint DeviceRegistered = 64;

        public fixed uint NodeStateAndVotes[7];
        public uint Flags;
        public uint DeviceVotes;
        public fixed byte DeviceName[255];
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct CpgName
    {
        public const int Maximum = 128;

        public uint Length;
        public fixed byte Value[Maximum];
    }

    [StructLayout(LayoutKind.Sequential)]
    public readonly struct CpgAddress
    {
        public readonly uint Node;
        public readonly uint Process;
        public readonly uint Reason;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct IoVector
    {
        public byte* Start;
        public nuint Length;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct PollDescriptor
    {
        public int Descriptor;
        public short Wanted;
        public short Happened;
    }
}
