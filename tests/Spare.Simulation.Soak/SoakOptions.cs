using System.Globalization;

namespace Spare.Simulation.Soak;

/// <summary>What the command line asks for.</summary>
/// <param name="Seed">The one seed to replay; null: many.</param>
/// <param name="Failures">After so many it ends.</param>
internal sealed record SoakOptions(ulong? Seed, ulong From, int Seeds, int Requests, int Failures, bool Trace, bool Counts)
{
    public const string Usage =
        """
        Runs simulations of whole clusters, each from one seed.
          --seeds N      how many seeds (default 1000)
          --from N       the first seed (default 1)
          --requests N   requests of clients in each run (default 200)
          --failures N   end after so many seeds that failed (default 10)
          --seed N       only this seed
          --trace        with --seed: print every step
          --counts       print what happened how often, by kind of trouble
        Exit code: 0 all passed, 1 some failed, 2 wrong usage.
        """;

    /// <summary>Null: wrong usage.</summary>
    public static SoakOptions? Parse(string[] args)
    {
        var options = new SoakOptions(null, 1, 1_000, 200, Failures: 10, Trace: false, Counts: false);
        for (var i = 0; i < args.Length; i++)
        {
            if (args[i] == "--trace")
            {
                options = options with { Trace = true };
                continue;
            }

            if (args[i] == "--counts")
            {
                options = options with { Counts = true };
                continue;
            }

            if (i + 1 == args.Length
                || !ulong.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var value))
            {
                return null;
            }

            var count = (int)Math.Clamp(value, 1, int.MaxValue);
            switch (args[i++])
            {
                case "--seed":
                    options = options with { Seed = value };
                    break;
                case "--from":
                    options = options with { From = value };
                    break;
                case "--seeds":
                    options = options with { Seeds = count };
                    break;
                case "--failures":
                    options = options with { Failures = count };
                    break;
                case "--requests":
                    options = options with { Requests = count };
                    break;
                default:
                    return null;
            }
        }

        return options.Trace && options.Seed is null ? null : options;
    }
}
