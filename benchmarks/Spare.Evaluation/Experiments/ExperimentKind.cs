namespace Spare.Evaluation.Experiments;

/// <summary>What an experiment does in each of its rounds.</summary>
internal enum ExperimentKind
{
    /// <summary>Emulated clients use the auction site; throughput, latency and footprint.</summary>
    Load,

    /// <summary>A service that does nothing: what stands before it is measured.</summary>
    NoOp,

    /// <summary>Wrong replies are masked, one after the other, with full buffers; the stages of each.</summary>
    Masking,

    /// <summary>A trace of requests around a wrong reply that is masked with full buffers.</summary>
    Fault,

    /// <summary>A trace around the loss of a host.</summary>
    HostCrash,

    /// <summary>A trace around the recovery of every replica.</summary>
    Recovery,
}
