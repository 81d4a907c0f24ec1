namespace Spare.Protocol.Http;

/// <summary>
/// Reads a service's reply from raw bytes, piece by piece, to its exact end, and makes it canonical. It is strict: the
/// service may be in an intruder's hands, and whatever is doubtful is malformed. Used for one reply after another.
/// </summary>
public sealed class ReplyReader(VolatileFields volatileFields)
{
    /// <summary>Interim (1xx) replies before the final one.</summary>
    public const int InterimMaximum = 8;

    private readonly HeadBuffer headBytes = new();
    private readonly FieldList fields = new();
    private readonly ChunkedBody chunked = new();
    private readonly ReplyCollector collector = new(volatileFields);
    private ReplyExpectation expectation;
    private Stage stage;
    private long bodyLeft;
    private int interims;
    private bool keepsAlive;

    private enum Stage
    {
        Head,
        Length,
        Chunks,
        UntilClose,
        Ended,
    }

    public ReplyProgress Progress { get; private set; }

    /// <summary>Why a reply is not <see cref="ReplyProgress.Complete"/>; a noun phrase.</summary>
    public string? Flaw { get; private set; }

    /// <summary>Some byte of the reply has come.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>Bytes came beyond the end of a complete reply.</summary>
    public bool HasSurplus { get; private set; }

    /// <summary>The connection can carry another request.</summary>
    public bool IsConnectionReusable => Progress == ReplyProgress.Complete && keepsAlive && !HasSurplus;

    /// <summary>Of the canonical bytes of a complete reply.</summary>
    public Digest Digest => collector.Digest;

    /// <summary>Canonical bytes of a complete reply, when it was to be kept whole.</summary>
    public ReadOnlyMemory<byte> Canonical => collector.Canonical;

    public void Begin(ReplyExpectation expected)
    {
        expectation = expected;
        headBytes.Clear();
        (stage, Progress, Flaw, interims) = (Stage.Head, ReplyProgress.Incomplete, null, 0);
        (HasBegun, HasSurplus, keepsAlive) = (false, false, false);
    }

    /// <summary>Takes the next bytes of the connection.</summary>
    public ReplyProgress Feed(ReadOnlySpan<byte> input)
    {
        HasBegun |= !input.IsEmpty;
        while (!input.IsEmpty && stage != Stage.Ended)
        {
            var taken = stage switch
            {
                Stage.Head => FeedHead(input),
                Stage.Chunks => FeedChunks(input),
                _ => FeedPlain(input),
            };
            input = input[taken..];
        }

        HasSurplus = Progress == ReplyProgress.Complete && !input.IsEmpty;
        return Progress;
    }

    /// <summary>The service closed the connection.</summary>
    public ReplyProgress End()
    {
        if (stage == Stage.UntilClose)
        {
            Complete();
        }
        else if (stage != Stage.Ended)
        {
            Stop(ReplyProgress.Cut, HasBegun ? "the connection closed within a reply" : "the connection closed");
        }

        return Progress;
    }

    private int FeedHead(ReadOnlySpan<byte> input)
    {
        var taken = headBytes.Take(input);
        if (headBytes.Flaw is { } flaw)
        {
            Stop(ReplyProgress.Malformed, flaw);
        }
        else if (headBytes.IsComplete)
        {
            TakeHead();
        }

        return taken;
    }

    private void TakeHead()
    {
        fields.Clear();
        if (!ReplyHead.TryParse(headBytes.Lines, fields, out var head, out var flaw))
        {
            Stop(ReplyProgress.Malformed, flaw);
        }
        else if (!head.IsInterim)
        {
            BeginBody(head);
        }
        else if (++interims > InterimMaximum)
        {
            Stop(ReplyProgress.Malformed, "too many interim replies");
        }
        else
        {
            headBytes.Clear();
        }
    }

    private void BeginBody(ReplyHead head)
    {
        var hasNoBody = CanonicalReply.HasNoBody(head.Status, expectation.IsHead);
        keepsAlive = head.KeepsAlive;
        bodyLeft = hasNoBody ? 0 : head.Framing.ContentLength ?? 0;
        if (bodyLeft > expectation.BodyMaximum)
        {
            Stop(ReplyProgress.Oversize, $"a body of {bodyLeft} bytes");
        }
        else if (!collector.TryBegin(head.Status, fields, expectation, (int)bodyLeft))
        {
            Stop(ReplyProgress.Malformed, "too many header fields");
        }
        else if (hasNoBody || (head.Framing.ContentLength == 0))
        {
            Complete();
        }
        else
        {
            chunked.Reset();
            keepsAlive &= head.Framing.IsChunked || head.Framing.ContentLength is not null;
            stage = head.Framing.IsChunked ? Stage.Chunks
                : head.Framing.ContentLength is null ? Stage.UntilClose : Stage.Length;
        }
    }

    private int FeedChunks(ReadOnlySpan<byte> input)
    {
        var taken = chunked.Read(input, out var content);
        Collect(content);
        if (chunked.Flaw is { } flaw)
        {
            Stop(ReplyProgress.Malformed, flaw);
        }
        else if (chunked.IsDone && stage != Stage.Ended)
        {
            Complete();
        }

        return taken;
    }

    private int FeedPlain(ReadOnlySpan<byte> input)
    {
        var part = stage == Stage.UntilClose ? input : input[..(int)Math.Min(input.Length, bodyLeft)];
        Collect(part);
        bodyLeft -= part.Length;
        if (stage == Stage.Length && bodyLeft == 0)
        {
            Complete();
        }

        return part.Length;
    }

    private void Collect(ReadOnlySpan<byte> content)
    {
        if (!collector.TryAdd(content))
        {
            Stop(ReplyProgress.Oversize, $"a body of more than {expectation.BodyMaximum} bytes");
        }
    }

    private void Complete()
    {
        if (collector.TryFinish())
        {
            Stop(ReplyProgress.Complete, null);
        }
        else
        {
            Stop(ReplyProgress.Oversize, "a body that is too long once its volatile fields are overwritten");
        }
    }

    private void Stop(ReplyProgress progress, string? flaw) =>
        (stage, Progress, Flaw) = (Stage.Ended, progress, flaw);
}
