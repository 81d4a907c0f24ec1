namespace Spare.Journal;

/// <summary>What the disk had confirmed is not there any more; the message says where.</summary>
internal sealed class JournalDamageException(string message) : Exception(message);
