using System.Collections.Immutable;
using System.Globalization;

namespace Spare.Hypervisor.Libvirt;

/// <summary>A part of a process's address space that may be worth giving back.</summary>
internal readonly record struct MemoryRegion(ulong Start, ulong Length)
{
    /// <summary>Smaller ones are the emulator's own, and needed at once when the machine is resumed.</summary>
    private const ulong LengthMinimum = 1024 * 1024;

    /// <summary>Writable memory that belongs to no file, from what the kernel tells in <c>/proc/PROCESS/maps</c>.</summary>
    internal static ImmutableArray<MemoryRegion> Read(IEnumerable<string> maps)
    {
        var found = ImmutableArray.CreateBuilder<MemoryRegion>();
        foreach (var line in maps)
        {
            // Addresses, rights, offset, device, inode and, not always, a name.
            var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields is not [var addresses, var rights, _, _, "0", ..] || !rights.StartsWith("rw", StringComparison.Ordinal)
                || addresses.Split('-') is not [var start, var end]
                || !ulong.TryParse(start, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var first)
                || !ulong.TryParse(end, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var last))
            {
                continue;
            }

            if (last - first >= LengthMinimum)
            {
                found.Add(new MemoryRegion(first, last - first));
            }
        }

        return found.ToImmutable();
    }

    /// <summary>In parts of at most so many bytes.</summary>
    internal IEnumerable<MemoryRegion> Parts(ulong maximum)
    {
        for (ulong done = 0; done < Length; done += maximum)
        {
            yield return new MemoryRegion(Start + done, Math.Min(maximum, Length - done));
        }
    }
}
