namespace Spare.Runtime.Loop;

/// <summary>Where code goes on that waited for a socket.</summary>
public static class SocketEvents
{
    /// <summary>Read by the runtime when the process uses its first socket; it knows no other way to say this.</summary>
    private const string Variable = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";

    /// <summary>
    /// On the thread that heard of it, one for each processor, instead of another one that has to be woken first. So
    /// nothing that waits for a socket may block its thread afterwards. To be called before the first socket is used.
    /// </summary>
    public static void ContinueWhereHeard() => Environment.SetEnvironmentVariable(Variable, "1");
}
