using System.Collections.Immutable;

namespace Spare.Configuration.Reading;

/// <summary>Collects the mistakes of one file, up to a bound that no honest file reaches.</summary>
internal sealed class MistakeLog(string file)
{
    /// <summary>Nobody corrects more at once; a file of garbage must not make a book of mistakes.</summary>
    public const int Maximum = 100;

    private readonly List<Mistake> mistakes = [];
    private bool full;

    public bool IsEmpty => mistakes.Count == 0;

    public void Add(Position position, string text)
    {
        if (mistakes.Count == Maximum)
        {
            full = true;
            return;
        }

        mistakes.Add(new Mistake(file, position, text));
    }

    public ImmutableArray<Mistake> Sorted()
    {
        var sorted = mistakes.OrderBy(mistake => mistake.Position).ToImmutableArray();
        return full
            ? sorted.Add(new Mistake(file, Position.File, $"more than {Maximum} mistakes; correct these first"))
            : sorted;
    }
}
