using Spare.Protocol.Http;

namespace Spare.Replicas.Faults;

/// <summary>Gives a reader what a script says, as if it had come from the service.</summary>
internal static class ScriptPlayer
{
    /// <summary>Ends when the reader has seen enough, or has nothing more to expect.</summary>
    /// <param name="aborted">Completes when nobody waits for the reply any more; the reader is left as it is then.</param>
    public static async Task PlayAsync(ReplyScript script, ReplyReader reader, Task aborted)
    {
        foreach (var piece in script.Pieces)
        {
            if (piece.Pause != TimeSpan.Zero)
            {
                await Task.WhenAny(Task.Delay(piece.Pause), aborted).ConfigureAwait(false);
            }

            if (aborted.IsCompleted || reader.Feed(piece.Bytes.Span) != ReplyProgress.Incomplete)
            {
                return;
            }
        }

        await EndAsync(script, reader, aborted).ConfigureAwait(false);
    }

    private static async Task EndAsync(ReplyScript script, ReplyReader reader, Task aborted)
    {
        switch (script.End)
        {
            case ScriptEnd.Closed:
                reader.End();
                break;
            case ScriptEnd.Open:
                await aborted.ConfigureAwait(false);
                break;
            default:
                while (!aborted.IsCompleted
                    && reader.Feed(script.Pieces[^1].Bytes.Span) == ReplyProgress.Incomplete)
                {
                    // The reader's bounds end it.
                }

                break;
        }
    }
}
