using Spare.Commands;
using Spare.Configuration.Reading;

namespace Spare.Lab;

/// <summary>What comes of a check: a value, or the end of the command with everything that is wrong.</summary>
internal static class Checks
{
    public static T OrRefuse<T>(this Checked<T> read)
        where T : class => read.TryGet(out var value) ? value : throw new WrongFileException(read.Report());
}
