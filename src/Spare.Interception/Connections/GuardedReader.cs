using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Spare.Protocol.Http;

namespace Spare.Interception.Connections;

/// <summary>
/// Lets Kestrel see a client's bytes only as far as <see cref="RequestGuard"/> has found them unambiguous. From the
/// first bad byte on Kestrel gets a line that it refuses itself: it answers 400 in its turn, after the replies to
/// earlier requests on the connection, and closes.
/// </summary>
internal sealed class GuardedReader(PipeReader inner, ILogger logger) : PipeReader
{
    private readonly RequestGuard guard = new();
    private ReadOnlySequence<byte> seen;
    private long checkedLength;
    private bool refused;

    /// <summary>
    /// Whatever line the client has begun, this makes another one of it, and then begins one that is neither a header nor a
    /// trailer. It is longer than a version, of which Kestrel would say that it is unknown (505), and begins with no digit of
    /// a chunk's size. A NUL at the end of a line would not do: a Content-Length passes with it, and a trailer is no 400.
    /// </summary>
    private static ReadOnlySpan<byte> Unacceptable => "unacceptable\r\n\0\r\n\r\n"u8;

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        if (refused)
        {
            return new ValueTask<ReadResult>(Refuse());
        }

        var pending = inner.ReadAsync(cancellationToken);
        return pending.IsCompletedSuccessfully
            ? new ValueTask<ReadResult>(Check(pending.Result))
            : CheckLaterAsync(pending);
    }

    public override bool TryRead(out ReadResult result)
    {
        if (refused)
        {
            result = Refuse();
            return true;
        }

        if (!inner.TryRead(out result))
        {
            return false;
        }

        result = Check(result);
        return true;
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        if (refused)
        {
            seen = seen.Slice(consumed);
            return;
        }

        checkedLength -= seen.Slice(seen.Start, consumed).Length;
        inner.AdvanceTo(consumed, examined);
    }

    public override void CancelPendingRead() => inner.CancelPendingRead();

    public override void Complete(Exception? exception = null) => inner.Complete(exception);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ReadResult> CheckLaterAsync(ValueTask<ReadResult> pending) =>
        Check(await pending.ConfigureAwait(false));

    private ReadResult Check(ReadResult result)
    {
        seen = result.Buffer;
        foreach (var piece in seen.Slice(checkedLength))
        {
            checkedLength += guard.Check(piece.Span);
            if (guard.Flaw is { } flaw)
            {
                Log.RequestRefused(logger, flaw);
                Cut();
                return Refuse();
            }
        }

        return result;
    }

    private void Cut()
    {
        byte[] rest = [.. seen.Slice(0, checkedLength).ToArray(), .. Unacceptable];
        inner.AdvanceTo(seen.End);
        seen = new ReadOnlySequence<byte>(rest);
        refused = true;
    }

    private ReadResult Refuse() => new(seen, isCanceled: false, isCompleted: true);
}
