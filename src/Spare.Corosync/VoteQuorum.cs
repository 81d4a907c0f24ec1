using static Spare.Corosync.NativeMethods;

namespace Spare.Corosync;

/// <summary>Who has a vote in the local Corosync's quorum.</summary>
public static class VoteQuorum
{
    private const uint ThisHost = 0;

    /// <summary>Whether a witness (a quorum device) takes part beside the hosts; false too when Corosync does not say.</summary>
    public static unsafe bool HasWitness()
    {
        if (VotesInitialize(out var handle, callbacks: 0) != CorosyncStatus.Ok)
        {
            return false;
        }

        VoteStanding info;
        var known = VotesInfo(handle, ThisHost, &info) == CorosyncStatus.Ok;
        _ = VotesFinalize(handle);
        return known && (info.Flags & VoteStanding.DeviceRegistered) != 0;
    }
}
