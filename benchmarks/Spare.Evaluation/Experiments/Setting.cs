namespace Spare.Evaluation.Experiments;

/// <summary>What stands between clients and service (SPARE 6).</summary>
internal enum Setting
{
    /// <summary>The service alone.</summary>
    Direct,

    /// <summary>The service behind a plain forwarder.</summary>
    Forward,

    /// <summary>As many active replicas as crashes need, without voting.</summary>
    Crash,

    /// <summary>A majority of active replicas beyond the faulty ones, with voting.</summary>
    AppBft,
    Spare,
}
