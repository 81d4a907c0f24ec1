using System.Globalization;

namespace Rubis.Client.Transitions;

/// <summary>
/// The probabilities of going from one state to another, and how long a user looks at each page, as published by RUBiS. The
/// columns do not all add up to 1; what <see cref="Next"/> makes of that is part of the workload.
/// </summary>
internal sealed class TransitionTable
{
    public const int Pages = 27;
    public const int Rows = 29;

    private readonly double[,] probabilities = new double[Rows, Pages];
    private readonly TimeSpan[] waits = new TimeSpan[Rows];

    private TransitionTable(string title) => Title = title;

    public string Title { get; }

    /// <summary>How long the table's user waits after entering a state.</summary>
    public TimeSpan Wait(State state) => waits[(int)state];

    public double Probability(State from, State to) => probabilities[(int)to, (int)from];

    /// <summary>Whether a page may be left with the back button; entering any other page forgets the way there.</summary>
    public bool MayGoBack(State from) => Probability(from, State.Back) > 0;

    /// <summary>
    /// The first state, from the top, at which the sum of probabilities exceeds the draw (0 to 1, without 1). Sums above 1
    /// cut off the last rows; where the sum stays below the draw, the state stays.
    /// </summary>
    public State Next(State from, double draw)
    {
        var sum = 0.0;
        for (var row = 0; row < Rows; row++)
        {
            sum += probabilities[row, (int)from];
            if (sum > draw)
            {
                return (State)row;
            }
        }

        return from;
    }

    /// <summary>Reads the published layout: tabs, a title, a heading that begins with "From", 29 rows.</summary>
    public static bool TryParse(string text, out TransitionTable table, out string problem)
    {
        var lines = text.Split('\n');
        table = new TransitionTable(lines[0].Split('\t').ElementAtOrDefault(1)?.Trim() ?? "");
        var heading = Array.FindIndex(lines, line => line.StartsWith("From", StringComparison.Ordinal));
        if (heading < 0 || lines.Length < heading + 1 + Rows)
        {
            problem = $"it has no heading that begins with \"From\" and is followed by {Rows} rows";
            return false;
        }

        for (var row = 0; row < Rows; row++)
        {
            if (!table.TryReadRow(row, lines[heading + 1 + row].TrimEnd('\r').Split('\t')))
            {
                problem = $"line {heading + 2 + row} is not a name, {Pages} probabilities and a waiting time";
                return false;
            }
        }

        problem = "";
        return true;
    }

    private bool TryReadRow(int row, string[] cells)
    {
        if (cells.Length < Pages + 2)
        {
            return false;
        }

        for (var column = 0; column < Pages; column++)
        {
            if (!TryReadNumber(cells[column + 1], 1, out probabilities[row, column]))
            {
                return false;
            }
        }

        const double longestWait = 3_600_000;
        var read = TryReadNumber(cells[Pages + 1], longestWait, out var milliseconds);
        waits[row] = TimeSpan.FromMilliseconds(milliseconds);
        return read;
    }

    private static bool TryReadNumber(string cell, double largest, out double number) =>
        double.TryParse(cell, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number)
        && number <= largest;
}
