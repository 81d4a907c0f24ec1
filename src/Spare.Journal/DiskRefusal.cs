using System.Text.RegularExpressions;

namespace Spare.Journal;

/// <summary>What the system said when it refused something with a file.</summary>
internal static partial class DiskRefusal
{
    /// <summary>
    /// Without the path at its end (<c>No space left on device : '/journal/1.journal'</c>): whoever tells of it names it.
    /// </summary>
    public static string WordsOf(Exception refused) => PathAtEnd().Replace(refused.Message, "");

    [GeneratedRegex(" : '[^']*'$")]
    private static partial Regex PathAtEnd();
}
