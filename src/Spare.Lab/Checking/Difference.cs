namespace Spare.Lab.Checking;

/// <summary>Something in which two copies of a service were not equal.</summary>
/// <param name="Request">The request that showed it; empty for the databases at the end.</param>
/// <param name="Where">Status, a header field, a position in the body, or a row.</param>
internal sealed record Difference(string Request, string Where, string First, string Second)
{
    private const int ShownMaximum = 160;

    public override string ToString() =>
        $"{(Request.Length > 0 ? Request + ": " : "")}{Where}\n    first copy:  {Cut(First)}\n    second copy: {Cut(Second)}";

    private static string Cut(string text)
    {
        var line = text.ReplaceLineEndings("\\n");
        return line.Length <= ShownMaximum ? line : $"{line[..ShownMaximum]}...";
    }
}
