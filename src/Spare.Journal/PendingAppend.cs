using Spare.Runtime.Ports;

namespace Spare.Journal;

/// <summary>A record that waits for the disk.</summary>
internal sealed class PendingAppend(JournalRecord record)
{
    internal JournalRecord Record { get; } = record;

    internal TaskCompletionSource Durable { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
