using System.Globalization;

namespace Spare.Lab.Chaos;

/// <summary>Which faults are done.</summary>
/// <param name="From">The first iteration.</param>
/// <param name="Logs">Where logs are kept when something is wrong; null: nowhere.</param>
internal sealed record ChaosPlan(int Seed, int From, int Iterations, DirectoryInfo? Logs)
{
    public int Last => From + Iterations - 1;

    /// <summary>What is done in each iteration, wherever the run begins.</summary>
    public IEnumerable<(int Iteration, int Host, ChaosFault Fault)> Draw(int hosts) =>
        ChaosFault.Draw(Seed, hosts).Take(Last).Index().Skip(From - 1)
            .Select(drawn => (drawn.Index + 1, drawn.Item.Host, drawn.Item.Fault));

    /// <summary>Repeats everything from the beginning to an iteration.</summary>
    public string CommandUpTo(int iteration) => Command(From, iteration - From + 1);

    /// <summary>Repeats one iteration on a fresh lab.</summary>
    public string CommandOf(int iteration) => Command(iteration, 1);

    private string Command(int from, int iterations) => string.Create(
        CultureInfo.InvariantCulture, $"spare-lab chaos --seed {Seed} --from {from} --iterations {iterations}");
}
