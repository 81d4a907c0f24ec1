using Spare.Hypervisor.Libvirt;

namespace Spare.Adapters.Tests.Hypervisors;

/// <summary>Which parts of an emulator's memory are moved out while its machine is paused.</summary>
public sealed class MemoryRegionTests
{
    private const string Maps = """
        55d0c0000000-55d0c0400000 r-xp 00000000 fe:00 123456                     /usr/bin/qemu-system-x86_64
        55d0c1000000-55d0c1900000 rw-p 00000000 00:00 0                          [heap]
        7f0000000000-7f0018000000 rw-p 00000000 00:00 0
        7f0018000000-7f0018010000 rw-p 00000000 00:00 0
        7f0020000000-7f0024000000 ---p 00000000 00:00 0
        7f0030000000-7f0030800000 rw-s 00000000 00:01 2048                       /memfd:device (deleted)
        ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0                  [vsyscall]
        """;

    [Fact]
    public void Large_writable_memory_without_a_file_is_moved() => Assert.Collection(
        MemoryRegion.Read(Maps.Split('\n')),
        heap => Assert.Equal(new MemoryRegion(0x55d0c1000000, 0x900000), heap),
        guest => Assert.Equal(new MemoryRegion(0x7f0000000000, 0x18000000), guest));

    [Fact]
    public void It_is_moved_in_parts() => Assert.Collection(
        new MemoryRegion(4096, 2500).Parts(1000),
        part => Assert.Equal(new MemoryRegion(4096, 1000), part),
        part => Assert.Equal(new MemoryRegion(5096, 1000), part),
        part => Assert.Equal(new MemoryRegion(6096, 500), part));
}
