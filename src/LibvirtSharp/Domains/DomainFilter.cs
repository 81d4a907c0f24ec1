namespace LibvirtSharp.Domains;

/// <summary>Which domains are listed; of each pair, both when neither is named.</summary>
[Flags]
public enum DomainFilter
{
    All = 0,
    Active = 1,
    Inactive = 2,
    Persistent = 4,
    Transient = 8,
    Running = 16,
    Paused = 32,
    ShutOff = 64,
}

[Flags]
public enum DefineFlags
{
    None = 0,

    /// <summary>The XML is checked against the schema.</summary>
    Validate = 1,
}

[Flags]
public enum StartFlags
{
    None = 0,

    /// <summary>The guest's processors do not run yet.</summary>
    Paused = 1,

    /// <summary>The domain is destroyed when the connection closes.</summary>
    AutoDestroy = 2,
    BypassCache = 4,
    ForceBoot = 8,
    Validate = 16,
    ResetFirmwareVariables = 32,
}

[Flags]
public enum ShutdownFlags
{
    Any = 0,
    PowerButton = 1,
    GuestAgent = 2,
    Initctl = 4,
    Signal = 8,
    Paravirtual = 16,
}

[Flags]
public enum DestroyFlags
{
    None = 0,

    /// <summary>Fails rather than kill an emulator that does not end when it is asked to.</summary>
    Graceful = 1,
    RemoveLogs = 2,
}

[Flags]
public enum UndefineFlags
{
    None = 0,
    ManagedSave = 1,
    SnapshotsMetadata = 2,
    FirmwareVariables = 4,
    KeepFirmwareVariables = 8,
    CheckpointsMetadata = 16,
}

[Flags]
public enum SaveFlags
{
    None = 0,
    BypassCache = 1,

    /// <summary>What is restored runs, whatever was saved.</summary>
    Running = 2,

    /// <summary>What is restored is paused, whatever was saved.</summary>
    Paused = 4,
    ResetFirmwareVariables = 8,
}

[Flags]
public enum XmlFlags
{
    None = 0,

    /// <summary>With passwords.</summary>
    Secure = 1,

    /// <summary>As the domain will be at its next start.</summary>
    Inactive = 2,
    UpdateProcessor = 4,
    Migratable = 8,
}

/// <summary>What a change applies to.</summary>
[Flags]
public enum ChangeFlags
{
    /// <summary>The running domain if it runs, else its definition.</summary>
    Current = 0,
    Live = 1,
    Definition = 2,

    /// <summary>The maximum, which can only be changed in the definition.</summary>
    Maximum = 4,
}
