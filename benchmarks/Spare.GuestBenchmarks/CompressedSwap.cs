using System.Globalization;

namespace Spare.GuestBenchmarks;

/// <summary>The host's compressed swap, if it has one.</summary>
internal sealed class CompressedSwap
{
    private const int MemoryUsedField = 2;

    private readonly string? device = File.ReadLines("/proc/swaps")
        .Select(line => line.Split(' ', 2)[0])
        .FirstOrDefault(path => path.StartsWith("/dev/zram", StringComparison.Ordinal));

    /// <summary>Bytes of memory that it takes.</summary>
    public long Used() => device is null
        ? 0
        : long.Parse(
            File.ReadAllText($"/sys/block/{Path.GetFileName(device)}/mm_stat")
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)[MemoryUsedField],
            CultureInfo.InvariantCulture);

    public override string ToString() => device ?? "nothing: there is no compressed swap";
}
