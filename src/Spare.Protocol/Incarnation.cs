namespace Spare.Protocol;

/// <summary>
/// One life of a replica manager, from its start to its crash; drawn at random when the manager starts, never 0.
/// It tells a manager that came back from the one that went away.
/// </summary>
public readonly record struct Incarnation(ulong Value)
{
    public bool IsValid => Value != 0;

    public override string ToString() => Value.ToString("x16", System.Globalization.CultureInfo.InvariantCulture);
}
