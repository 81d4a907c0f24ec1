using Spare.Protocol.Wire;

namespace Spare.Protocol.Messages;

/// <summary>
/// What one replica says of one request: how it ended, the digest of its canonical reply, and the digest of its write
/// set (SPARE 2.3 and 3.2). Votes are equal when all three are.
/// </summary>
/// <param name="Reply"><c>default</c> unless the outcome is <see cref="Outcome.Replied"/>.</param>
/// <param name="WriteSet"><c>default</c> when the request changed nothing.</param>
public readonly record struct Vote(Outcome Outcome, Digest Reply, Digest WriteSet)
{
    public const int Size = 1 + (2 * Digest.Size);

    public bool WroteNothing => WriteSet == default;

    public void Format(WireWriter writer)
    {
        writer.Byte((byte)Outcome);
        writer.Digest(Reply);
        writer.Digest(WriteSet);
    }

    public static Vote Parse(ref WireReader reader)
    {
        var outcome = (Outcome)reader.Byte();
        reader.FailUnless(outcome is >= Outcome.Replied and <= Outcome.WriteSetRefused);
        return new Vote(outcome, reader.Digest(), reader.Digest());
    }
}
