namespace Spare.Benchmarks.Measuring;

/// <summary>
/// Measures several settings in shuffled, interleaved rounds, so that what else happens on the machine hits all of
/// them alike. The first round warms up and is dropped.
/// </summary>
internal sealed class Rounds(int count, int seed)
{
    public async Task<IReadOnlyDictionary<string, Sample>> MeasureAsync(
        IReadOnlyDictionary<string, Func<CancellationToken, Task<double>>> settings, CancellationToken cancellation)
    {
        var values = settings.Keys.ToDictionary(name => name, _ => new List<double>());
        var random = new Random(seed);
        for (var round = 0; round <= count; round++)
        {
            string[] order = [.. settings.Keys.Order(StringComparer.Ordinal)];
            random.Shuffle(order);
            foreach (var name in order)
            {
                var value = await settings[name](cancellation);
                if (round > 0)
                {
                    values[name].Add(value);
                }

                Console.Error.WriteLine($"  round {round} of {count}  {name,-12} {value:F3}{(round == 0 ? "  (warm-up)" : "")}");
            }
        }

        return values.ToDictionary(pair => pair.Key, pair => new Sample(pair.Value));
    }
}

/// <param name="Values">In the order of the rounds.</param>
internal sealed record Sample(IReadOnlyList<double> Values)
{
    /// <summary>From the least to the greatest.</summary>
    public IReadOnlyList<double> Ordered { get; } = [.. Values.Order()];

    /// <summary>Of an even number of values the mean of the two in the middle.</summary>
    public double Median => (Ordered[(Ordered.Count - 1) / 2] + Ordered[Ordered.Count / 2]) / 2;

    /// <summary>The least value that so large a part of all does not exceed.</summary>
    public double At(double part) => Ordered[Math.Max(0, (int)Math.Ceiling(part * Ordered.Count) - 1)];

    /// <summary>As <see cref="Figure.Values"/>.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<double>> Raw(IReadOnlyDictionary<string, Sample> samples) =>
        samples.ToDictionary(pair => pair.Key, pair => pair.Value.Values);
}
