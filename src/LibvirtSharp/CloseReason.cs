namespace LibvirtSharp;

/// <summary>Why a connection ended that was not disposed of.</summary>
public enum CloseReason
{
    Error = 0,
    EndOfFile = 1,

    /// <summary>The other end did not answer in time; see <see cref="Connection.SetKeepAlive"/>.</summary>
    KeepAlive = 2,
    Client = 3,
}
