namespace Spare.Configuration.Reading;

/// <summary>Finds the word that somebody who mistyped probably meant.</summary>
internal static class Suggestion
{
    /// <summary>The ending of a sentence about an unknown word: a question, or the words there are.</summary>
    public static string For(string word, IReadOnlyCollection<string> known)
    {
        var nearest = known.OrderBy(candidate => Distance(word, candidate))
            .ThenBy(candidate => candidate, StringComparer.Ordinal).FirstOrDefault();
        return nearest is not null && Distance(word, nearest) <= Math.Max(1, nearest.Length / 3)
            ? $"did you mean '{nearest}'?"
            : $"known are {string.Join(", ", known.Order(StringComparer.Ordinal))}";
    }

    /// <summary>Insertions, deletions, replacements and swaps of neighbours from one word to the other.</summary>
    private static int Distance(string left, string right)
    {
        if (left.Length > 64)
        {
            return int.MaxValue;
        }

        var cost = new int[left.Length + 1, right.Length + 1];
        for (var i = 0; i <= left.Length; i++)
        {
            for (var j = 0; j <= right.Length; j++)
            {
                cost[i, j] = i == 0 || j == 0 ? i + j : Step(cost, left, right, (i, j));
            }
        }

        return cost[left.Length, right.Length];
    }

    private static int Step(int[,] cost, string left, string right, (int I, int J) at)
    {
        var (i, j) = at;
        var replaced = cost[i - 1, j - 1] + (Same(left[i - 1], right[j - 1]) ? 0 : 1);
        var best = Math.Min(replaced, Math.Min(cost[i - 1, j], cost[i, j - 1]) + 1);
        var swapped = i > 1 && j > 1 && Same(left[i - 1], right[j - 2]) && Same(left[i - 2], right[j - 1]);
        return swapped ? Math.Min(best, cost[i - 2, j - 2] + 1) : best;
    }

    /// <summary>An underscore or a capital is the commonest way to miss a key.</summary>
    private static bool Same(char left, char right) =>
        char.ToLowerInvariant(left) == char.ToLowerInvariant(right) || (left == '_' && right == '-');
}
