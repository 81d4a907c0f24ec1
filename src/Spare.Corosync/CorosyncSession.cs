using Spare.Runtime.Groups;
using static Spare.Corosync.NativeMethods;

namespace Spare.Corosync;

/// <summary>From one join to the next loss: both connections, dispatched as their descriptors become readable.</summary>
internal sealed class CorosyncSession : IDisposable
{
    private readonly CpgConnection group;
    private readonly QuorumConnection quorum;

    /// <summary>Throws <see cref="CorosyncException"/> or GroupException when Corosync cannot be used now.</summary>
    public CorosyncSession(CorosyncGroupOptions options, GroupEndpoint endpoint)
    {
        quorum = QuorumConnection.Open(endpoint);
        try
        {
            group = CpgConnection.Open(options.Group, options.Limits.PacketMaximum, endpoint);
        }
        catch
        {
            quorum.Dispose();
            throw;
        }
    }

    public PacketOutcome Send(ReadOnlySpan<byte> packet) => group.Send(packet);

    /// <summary>Reports to the endpoint until it is woken (null) or Corosync is lost (the reason).</summary>
    public string? Run(WakeDescriptor wake)
    {
        while (true)
        {
            var (groupReady, quorumReady, woken) = Wait(wake);
            if (woken)
            {
                group.Leave();
                return null;
            }

            if (quorumReady && IsLost(quorum.Dispatch(), "quorum_dispatch") is { } quorumLost)
            {
                return quorumLost;
            }

            if (groupReady && IsLost(group.Dispatch(), "cpg_dispatch") is { } groupLost)
            {
                return groupLost;
            }
        }
    }

    public void Dispose()
    {
        group.Dispose();
        quorum.Dispose();
    }

    private unsafe (bool Group, bool Quorum, bool Woken) Wait(WakeDescriptor wake)
    {
        var descriptors = stackalloc PollDescriptor[]
        {
            new() { Descriptor = group.Descriptor, Wanted = PollIn },
            new() { Descriptor = quorum.Descriptor, Wanted = PollIn },
            new() { Descriptor = wake.Descriptor, Wanted = PollIn },
        };

        // Interrupted: nothing happened, and the caller asks again.
        return Poll(descriptors, 3, Timeout.Infinite) <= 0
            ? default
            : (descriptors[0].Happened != 0, descriptors[1].Happened != 0, descriptors[2].Happened != 0);
    }

    private static string? IsLost(CorosyncStatus status, string call) =>
        status is CorosyncStatus.Ok or CorosyncStatus.TryAgain ? null : new CorosyncException(call, status).Message;
}
