namespace Spare.Replication.Repeats;

/// <summary>How long replies are kept for clients that send a request again, and how many.</summary>
/// <param name="Lifetime">Of a key, in agreed time; after that its request would be executed again.</param>
/// <param name="CountMaximum">Beyond it the oldest key goes.</param>
/// <param name="BytesMaximum">Of all replies together; beyond it the oldest replies go. Their keys stay.</param>
public sealed record KeptReplyOptions(TimeSpan Lifetime, int CountMaximum, long BytesMaximum)
{
    /// <summary>A longer reply is not kept; its key is.</summary>
    public const int ReplyMaximum = 256 * 1024;

    /// <summary>They are no part of any file: all hosts have to forget the same keys at the same place of the order.</summary>
    public static KeptReplyOptions Default { get; } = new(TimeSpan.FromHours(24), 65_536, 16 * 1024 * 1024);
}
