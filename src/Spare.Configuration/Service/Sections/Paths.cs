using System.Text.RegularExpressions;
using Spare.Configuration.Reading;

namespace Spare.Configuration.Service.Sections;

/// <summary>How request targets are written in a service file.</summary>
internal static partial class Paths
{
    /// <summary>A target in origin form, with or without a query.</summary>
    public static ScalarType<string> Target { get; } =
        Scalars.Matching(TargetExpression(), "a path beginning with '/', without spaces");

    [GeneratedRegex(@"^/[!-""$-~]{0,2047}\z", RegexOptions.CultureInvariant)]
    private static partial Regex TargetExpression();
}
