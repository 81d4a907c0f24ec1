namespace Spare.Linearizability.Histories;

/// <summary>An operation that cannot be read, or that no client could have seen.</summary>
/// <param name="line">The line of the operation in a file, which is its number in the history.</param>
public sealed class MalformedHistoryException(int line, string mistake, Exception? cause = null)
    : Exception($"line {line}: {mistake}", cause)
{
    public int Line => line;
}
