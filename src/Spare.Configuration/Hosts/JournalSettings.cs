namespace Spare.Configuration.Hosts;

/// <summary>Where ordered writes and agreed updates are kept, and when they must be on the disk.</summary>
/// <param name="SyncInterval">
/// Null: before the reply leaves. Otherwise replies do not wait, and a loss of power at all hosts loses the updates of
/// so much time.
/// </param>
public sealed record JournalSettings(string Directory, TimeSpan? SyncInterval);
