using System.Collections.Immutable;

namespace Spare.Evaluation.Rounds;

/// <summary>How many requests were answered in each short piece of time around an event.</summary>
/// <param name="Start">When the first piece begins, in milliseconds relative to the event.</param>
/// <param name="Counts">Answers in each piece of <see cref="Piece"/> milliseconds.</param>
internal sealed record Trace(double Start, ImmutableArray<int> Counts)
{
    /// <summary>Milliseconds.</summary>
    public const int Piece = 10;

    private const int PiecesPerSecond = 1000 / Piece;

    public int Failed { get; init; }

    /// <summary>Longest wait of a request, in milliseconds.</summary>
    public double Longest { get; init; }

    /// <summary>What the hosts told their operators, in milliseconds after the event.</summary>
    public ImmutableArray<StageReached> Stages { get; init; } = [];

    /// <summary>Answers in each whole second.</summary>
    public ImmutableArray<int> PerSecond =>
        [.. Counts.Chunk(PiecesPerSecond).Where(second => second.Length == PiecesPerSecond).Select(second => second.Sum())];

    /// <summary>When each request was answered, relative to the event and in milliseconds, in any order.</summary>
    public static Trace Of(IReadOnlyCollection<double> answers, double start, double end)
    {
        var counts = new int[Math.Max(0, (int)Math.Ceiling((end - start) / Piece))];
        foreach (var piece in answers.Select(answer => (int)Math.Floor((answer - start) / Piece)))
        {
            if (piece >= 0 && piece < counts.Length)
            {
                counts[piece]++;
            }
        }

        return new Trace(start, [.. counts]);
    }
}
