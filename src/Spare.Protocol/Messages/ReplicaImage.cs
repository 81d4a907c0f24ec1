using Spare.Protocol.Wire;

namespace Spare.Protocol.Messages;

/// <summary>
/// IMAGE: of which image a replica is that executes requests, or the passive one under the id that it will have when it is
/// woken. Others choose the images of their passive replicas by it, so that replicas which vote on one request are of
/// different ones (SPARE 2.2).
/// </summary>
public sealed record ReplicaImage(Epoch Epoch, ReplicaId Replica, ImageNumber Image) : GroupMessage
{
    private protected override GroupMessageKind Kind => GroupMessageKind.ReplicaImage;

    internal static ReplicaImage Parse(ref WireReader reader)
    {
        var message = new ReplicaImage(new Epoch(reader.UInt64()), reader.Replica(), new ImageNumber(reader.Byte()));
        reader.FailUnless(message.Image.Value < ImageNumber.Maximum);
        return message;
    }

    private protected override void Format(WireWriter writer)
    {
        writer.UInt64(Epoch.Value);
        writer.Replica(Replica);
        writer.Byte(Image.Value);
    }
}
