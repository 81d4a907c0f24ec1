using System.Buffers.Binary;
using System.Diagnostics;
using System.Text.Json;

namespace Spare.Adapters.Tests.Hypervisors;

/// <summary>
/// A disk whose boot sector is the whole guest: it counts about a hundred times a second in the next sector, and resets
/// the machine when it finds an <c>e</c> in the one after that; at a <c>p</c> it reports a panic. It boots within a
/// second where there is no KVM.
/// </summary>
internal sealed class CountingDisk
{
    private const int SectorSize = 512;
    private const int Size = 1024 * 1024;

    /// <summary>
    /// Sets the timer to 100 Hz; clears the sector of the end; reads the count; and then, for ever: adds one, writes the
    /// count, reads the sector of the end, halts until the timer. The disk is the firmware's (interrupt 13h, functions
    /// 42h and 43h), the reset goes through the keyboard controller (port 64h), the
    /// panic to the device for it (port 505h).
    /// </summary>
    private const string Program = """
        fa31c08ed88ec08ed0bc007c88160086fcbf0080b90003f3abb034e643b09ce640b02ee640fbb80043be847ce83e
        00b80042be747ce8350066ff060080b80043be747ce82700b80042be847ce81e00803e0082657410803e00827074
        03f4ebd8ba0505b001eeb0fee664f4ebf98a160086cd13c310000100008000000100000000000000100001000082
        00000200000000000000
        """;

    private readonly int offset;

    private CountingDisk(string path, int offset)
    {
        Path = path;
        this.offset = offset;
    }

    internal string Path { get; }

    internal static CountingDisk Make(string directory)
    {
        var disk = new byte[Size];
        Convert.FromHexString(Program.ReplaceLineEndings("")).CopyTo(disk, 0);
        BinaryPrimitives.WriteUInt16BigEndian(disk.AsSpan(SectorSize - 2), 0x55aa);
        var raw = System.IO.Path.Combine(directory, "counting.raw");
        var path = System.IO.Path.Combine(directory, "counting.qcow2");
        File.WriteAllBytes(raw, disk);
        Run("qemu-img", "convert", "-f", "raw", "-O", "qcow2", raw, path);
        using var map = JsonDocument.Parse(Run("qemu-img", "map", "--output=json", path));
        return new CountingDisk(path, map.RootElement[0].GetProperty("offset").GetInt32());
    }

    /// <summary>Of a disk that was made from this one, and has its sectors at the same places.</summary>
    internal long Count(string disk)
    {
        using var file = Open(disk, FileAccess.Read);
        var sector = new byte[sizeof(uint)];
        file.Position = offset + SectorSize;
        file.ReadExactly(sector);
        return BinaryPrimitives.ReadUInt32LittleEndian(sector);
    }

    internal void End(string disk) => Tell(disk, 'e');

    internal void Panic(string disk) => Tell(disk, 'p');

    private void Tell(string disk, char word)
    {
        using var file = Open(disk, FileAccess.Write);
        file.Position = offset + (2 * SectorSize);
        file.WriteByte((byte)word);
    }

    private static FileStream Open(string disk, FileAccess access) =>
        new(disk, FileMode.Open, access, FileShare.ReadWrite, bufferSize: 0);

    private static string Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output;
    }
}
