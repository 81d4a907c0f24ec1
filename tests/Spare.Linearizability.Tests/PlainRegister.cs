namespace Spare.Linearizability.Tests;

/// <summary>
/// The register of the literature: a number that is written and read. It answers a write with nothing of interest, so
/// that a search has to guess far more than with versions.
/// </summary>
internal sealed class PlainRegister : IModel<int, PlainInput, int>
{
    public int InitialOf(string key) => 0;

    public Step<int, int> Apply(int state, PlainInput input) =>
        input.Written is { } written ? new(written, 0) : new(state, state);
}

/// <summary>Writes a number, or reads if there is none.</summary>
internal readonly record struct PlainInput(int? Written)
{
    public static PlainInput Read => default;

    public static PlainInput Write(int value) => new(value);

    public override string ToString() => Written is { } written ? $"write {written}" : "read";
}
