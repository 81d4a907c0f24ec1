namespace Spare.Benchmarks.Paper.Metering;

/// <summary>What a meter has to know of its host.</summary>
/// <param name="Number">0 is the witness.</param>
/// <param name="Interface">By which clients and other hosts reach it.</param>
/// <param name="Socket">Of the daemon there.</param>
/// <param name="CountsEnergy">False where another host is the same machine and counts for both.</param>
internal sealed record MeteredHost(int Number, string Interface, string Socket, bool CountsEnergy)
{
    /// <summary>Behind the program's name.</summary>
    public IEnumerable<string> Arguments =>
    [
        "meter", "--host", $"{Number}", "--interface", Interface, "--socket", Socket, .. CountsEnergy ? new[] { "--power" } : [],
    ];

    public override string ToString() => Number == 0 ? "the witness" : $"host {Number}";
}
