namespace Spare.Configuration.Hosts;

/// <summary>What clients may occupy at this host's front end.</summary>
/// <param name="RequestsInFlight">Ordered and not answered yet; further ones wait, then get 503.</param>
/// <param name="BufferBudget">Bytes of request and reply bodies held at the same time.</param>
/// <param name="Connections">Of clients; further ones are refused.</param>
public sealed record LimitSettings(int RequestsInFlight, long BufferBudget, int Connections)
{
    public static LimitSettings Default { get; } = new(1024, 256L << 20, 4096);
}
