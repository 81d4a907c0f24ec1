namespace LibvirtSharp;

/// <summary>The codes of libvirt (<c>virErrorNumber</c>) that callers tell apart.</summary>
public enum LibvirtErrorCode
{
    None = 0,
    Internal = 1,
    NoMemory = 2,
    NotSupported = 3,
    NoConnection = 5,
    InvalidArgument = 8,
    OperationFailed = 9,
    MalformedXml = 27,
    DomainExists = 28,
    OperationDenied = 29,
    XmlDetail = 35,
    SystemCall = 38,
    Rpc = 39,
    NoDomain = 42,
    NoNetwork = 43,
    AuthenticationFailed = 45,
    NoStoragePool = 49,
    NoStorageVolume = 50,

    /// <summary>Not possible in the state that the object is in.</summary>
    OperationInvalid = 55,
    ConfigurationUnsupported = 67,
    OperationTimeout = 68,
    NoDomainSnapshot = 72,
    ArgumentUnsupported = 74,
    OperationAborted = 78,
    AuthenticationCancelled = 79,
    NoDomainMetadata = 80,
    OperationUnsupported = 84,
}
