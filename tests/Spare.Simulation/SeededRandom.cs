namespace Spare.Simulation;

/// <summary>The one source of chance in a simulation: xoshiro256**, its state drawn from the seed by SplitMix64.</summary>
public sealed class SeededRandom
{
    private readonly ulong[] state = new ulong[4];

    public SeededRandom(ulong seed)
    {
        for (var i = 0; i < state.Length; i++)
        {
            seed += 0x9E3779B97F4A7C15;
            var mixed = (seed ^ (seed >> 30)) * 0xBF58476D1CE4E5B9;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
            state[i] = mixed ^ (mixed >> 31);
        }
    }

    public ulong Next()
    {
        var result = ulong.RotateLeft(state[1] * 5, 7) * 9;
        var shifted = state[1] << 17;
        state[2] ^= state[0];
        state[3] ^= state[1];
        state[1] ^= state[2];
        state[0] ^= state[3];
        state[2] ^= shifted;
        state[3] = ulong.RotateLeft(state[3], 45);
        return result;
    }

    /// <summary>A number from 0 to <paramref name="bound"/> - 1.</summary>
    public int Below(int bound) => (int)(Next() % (ulong)bound);

    /// <summary>A number from <paramref name="least"/> to <paramref name="most"/>, both included.</summary>
    public long Between(long least, long most) => least + (long)(Next() % (ulong)(most - least + 1));

    public bool OneIn(int bound) => Below(bound) == 0;

    public bool PerMille(int chance) => Below(1000) < chance;

    public T Of<T>(IReadOnlyList<T> choices) => choices[Below(choices.Count)];
}
