using System.Diagnostics;
using System.Globalization;
using Spare.Lab.Networks;

namespace Spare.Lab.Rings;

/// <summary>
/// The third, small host of a lab: a <c>corosync-qnetd</c>, which gives its vote to one side of a partition. It speaks
/// without TLS, because nothing but the lab's hosts is on its bridge.
/// </summary>
internal sealed class Witness(HostNamespace place) : IDisposable
{
    /// <summary>A host whose heartbeats miss for so many intervals is gone.</summary>
    private const double MissingIntervals = 1.5;

    private const string Logged = "mkdir -p /run/corosync-qnetd && exec \"$@\" >>\"$0\" 2>&1 </dev/null";

    private Process? process;

    public void Start() => process = Tool.Start(place.RunIn(
        "setsid", "sh", "-c", Logged, Path.Combine(place.Directory, "qnetd.log"), "corosync-qnetd", "-f", "-s", "off", "-S", Settings));

    public void Dispose()
    {
        process?.Kill();
        process?.Dispose();
        process = null;
    }

    private static string Settings => string.Create(
        CultureInfo.InvariantCulture,
        $"{QuorumDevice.HeartbeatFloor},dpd_interval_coefficient={MissingIntervals}");
}
