using Spare.Protocol;

namespace Spare.Replication.Images;

/// <summary>Of which images the first replicas of each host are: all that vote on one request are of different ones.</summary>
public static class FirstImages
{
    /// <param name="rank">Of the host, among all by number.</param>
    public static ImageNumber Active(int rank, int images) => new((byte)(rank % images));

    public static ImageNumber Passive(int rank, int hosts, int images) => images > hosts
        ? new((byte)(hosts + (rank % (images - hosts))))
        : new((byte)((rank + 1) % images));
}
