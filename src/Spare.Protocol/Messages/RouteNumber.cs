namespace Spare.Protocol.Messages;

/// <summary>
/// A route's place in the service file. Managers with different service files never serve together, so the number
/// means the same to all of them.
/// </summary>
public readonly record struct RouteNumber(ushort Value)
{
    public override string ToString() => $"route {Value}";
}
