using Spare.Replication.Serving;

namespace Spare.Replication.Requests;

/// <summary>All that is undecided at this manager, and who votes on it.</summary>
internal sealed record OpenRequests(
    RequestWindow Window, Roster Roster, Sequencer Sequencer, WritePath Writes, ReadPath Reads, AnswerQueue Answers);
