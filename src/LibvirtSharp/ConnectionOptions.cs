namespace LibvirtSharp;

/// <summary>How a connection is opened.</summary>
public sealed record ConnectionOptions
{
    /// <summary>Whatever changes something is refused.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>
    /// Answers libvirt's questions for names and passwords on the thread that opens; null gives up. Without it, a
    /// connection that needs an answer fails.
    /// </summary>
    public Func<Credential, string?>? Authenticate { get; init; }
}
