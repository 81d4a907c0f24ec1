using Spare.Protocol;
using Spare.Protocol.Messages;
using Spare.Replication.Requests;

namespace Spare.Replication.Activation;

/// <summary>Tells the other managers whenever this host has a clean passive replica again, or has none any more.</summary>
internal sealed class CleanPassive(HostId self, Outbox outbox)
{
    private PassiveState? said;

    /// <summary>Everybody says it again.</summary>
    public void BeginEpoch() => said = null;

    public void Advance(Epoch epoch, bool isClean)
    {
        var state = isClean ? PassiveState.Clean : PassiveState.None;
        if (state != said)
        {
            said = state;
            outbox.Add(new ManagerEffect.Multicast(new PassiveChanged(epoch, self, state)));
        }
    }
}
