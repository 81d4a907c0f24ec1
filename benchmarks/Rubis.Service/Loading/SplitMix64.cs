namespace Rubis.Service.Loading;

/// <summary>
/// The generator SplitMix64 (Steele, Lea and Flood, 2014): a counter and a mixing function. Small, fast and the same on
/// every machine, which is all that generated rows need.
/// </summary>
internal struct SplitMix64(ulong seed)
{
    private const ulong Step = 0x9E3779B97F4A7C15;

    private ulong state = seed;

    /// <summary>A generator of its own for one row, so that rows can be made again in any order.</summary>
    public static SplitMix64 ForRow(ulong seed, int row) => new(new SplitMix64(seed ^ ((ulong)row * Step)).Next());

    public ulong Next()
    {
        state += Step;
        var mixed = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }

    /// <summary>A whole number from the first to the last of a range, both included.</summary>
    public int Between(int first, int last) =>
        first + (int)Math.BigMul(Next(), (ulong)(last - first + 1), out _);

    public bool Percent(int chance) => Between(1, 100) <= chance;
}
