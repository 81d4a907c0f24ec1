namespace Spare.Evaluation.Rounds;

/// <summary>The service that does nothing, behind something.</summary>
/// <param name="Behind">A setting's name, or <see cref="Ceiling"/>.</param>
/// <param name="Median">Latency in milliseconds.</param>
internal sealed record NoOpResult(string Behind, int Clients, double PerSecond, double Median)
{
    /// <summary>A front end that asks two services, compares, and orders nothing.</summary>
    public const string Ceiling = "ceiling";
}
