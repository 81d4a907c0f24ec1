using Spare.Protocol;
using Spare.Replication.Updates;

namespace Spare.Runtime.Ports;

/// <summary>Brings what is on this host's disk to where another host is, with the base and the journal of that one.</summary>
public interface ICatchUp
{
    /// <summary>
    /// Returns when the base and the journal of this host have everything that the donor's journal had when the donor said
    /// that it was at its end; what this host had instead of that, or beyond it, is dropped. Only what is missing is sent. It
    /// may be called again at any time, also after a failure, and goes on from what is there. The journal belongs to it alone
    /// until it returns. One call at a time.
    /// </summary>
    /// <returns>The end of the journal here, and then of the donor's.</returns>
    /// <exception cref="CatchUpException">It did not get there; what is on the disk can be gone on from.</exception>
    Task<JournalEnd> CatchUpAsync(HostId donor, CancellationToken cancellation);
}

/// <summary>A host did not catch up; the message is for the operator and says from whom, and why.</summary>
/// <param name="end">How far base and journal go now; null: they are damaged.</param>
public sealed class CatchUpException(string message, JournalEnd? end, Exception? inner = null) : Exception(message, inner)
{
    public JournalEnd? End { get; } = end;
}
