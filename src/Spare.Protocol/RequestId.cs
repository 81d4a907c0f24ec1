namespace Spare.Protocol;

/// <summary>
/// A request as its entry manager knows it, before it has a place in the total order: the entry host, that
/// manager's incarnation, and a counter that starts at 1.
/// </summary>
public readonly record struct RequestId(HostId Entry, Incarnation Incarnation, ulong Number)
{
    public bool IsValid => Entry.IsValid && Incarnation.IsValid && Number != 0;

    public override string ToString() => $"{Entry}/{Number}";
}
