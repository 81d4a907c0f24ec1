using Spare.Protocol.Wire;

namespace Spare.Protocol.Agents;

/// <summary>What an agent says of its replica. It may be a lie.</summary>
/// <param name="Update">The last update in the database; meaningless when <see cref="ReplicaUse.Executed"/>.</param>
public readonly record struct AgentStatus(UpdateNumber Update, ReplicaUse Use, ServiceState Service)
{
    internal void Format(WireWriter writer)
    {
        writer.UInt64(Update.Value);
        writer.Byte((byte)Use);
        writer.Byte((byte)Service);
    }

    internal static AgentStatus Parse(ref WireReader reader)
    {
        var status = new AgentStatus(
            new UpdateNumber(reader.UInt64()), (ReplicaUse)reader.Byte(), (ServiceState)reader.Byte());
        reader.FailUnless(status.Use is >= ReplicaUse.Updated and <= ReplicaUse.Executed);
        reader.FailUnless(status.Service is >= ServiceState.Starting and <= ServiceState.Failed);
        return status;
    }
}

