using Spare.Replication.Requests;

namespace Spare.Replication;

/// <summary>How full the tables of a replica manager are; each has a bound.</summary>
public sealed record ManagerLoad
{
    public required int InFlight { get; init; }

    public required long InFlightBytes { get; init; }

    /// <summary>Requests of all hosts that are unanswered, or that may have to be executed again.</summary>
    public required int Window { get; init; }

    /// <summary>Requests in line for the local replica.</summary>
    public required int Waiting { get; init; }

    public required int OpenWrites { get; init; }

    public required int OpenReads { get; init; }

    /// <summary>Reads that were voted on before they were delivered here.</summary>
    public required int EarlyBallots { get; init; }

    /// <summary>Decided requests that the release rule holds back.</summary>
    public required int Decided { get; init; }

    public required int Unjournaled { get; init; }

    public required int BufferedUpdates { get; init; }

    /// <summary>Replies that are kept for clients that send a request again.</summary>
    public required int KeptReplies { get; init; }

    /// <summary>Requests of this host's clients that wait for the answer to one that came before.</summary>
    public required int Repeats { get; init; }

    internal static ManagerLoad Of(
        RequestPath path, RequestWindow window, WritePath writes, ReadPath reads, AnswerQueue answers) => new()
    {
        InFlight = path.Clients.Count,
        InFlightBytes = path.Clients.Bytes,
        Window = window.Count,
        Waiting = path.Running.Waiting,
        OpenWrites = writes.Open,
        OpenReads = reads.Open,
        EarlyBallots = reads.Early,
        Decided = answers.Count,
        Unjournaled = answers.Rule.Unjournaled,
        BufferedUpdates = path.Buffer.Count,
        KeptReplies = path.Named.Kept,
        Repeats = path.Named.Waiting,
    };
}
