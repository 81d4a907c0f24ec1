namespace Spare.Configuration.Reading;

/// <summary>A place in a file, counted from 1; line 0 is the file as a whole.</summary>
public readonly record struct Position(int Line, int Column) : IComparable<Position>
{
    /// <summary>The file itself, for instance because it is not there.</summary>
    public static Position File => default;

    public int CompareTo(Position other)
    {
        var byLine = Line.CompareTo(other.Line);
        return byLine != 0 ? byLine : Column.CompareTo(other.Column);
    }

    public override string ToString() => $"{Line}:{Column}";
}
