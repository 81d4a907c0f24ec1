using System.Globalization;
using Spare.Evaluation.Experiments;

namespace Spare.Evaluation.Rounds;

/// <summary>One thing that is measured in one round: a setting under a load.</summary>
/// <param name="Clients">0 where the experiment has no clients of its own.</param>
/// <param name="WriteShare">In percent; null is what the published table gives.</param>
internal sealed record Turn(string Experiment, int Round, Setting Setting, int Clients, int? WriteShare)
{
    /// <summary>Names its record, inside the results of a run.</summary>
    public string FileName => Path.Combine(Experiment, string.Create(
        CultureInfo.InvariantCulture, $"{Round:D3}-{Setting.Word()}-{Clients}-{Share}.json"));

    private string Share => WriteShare is { } percent ? percent.ToString(CultureInfo.InvariantCulture) : "table";

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Experiment}, round {Round}: {Setting.Word()}{(Clients > 0 ? $", {Clients} clients" : "")}"
        + $"{(WriteShare is { } share ? $", {share} % writes" : "")}");
}
