using Spare.Lab;

namespace Spare.EndToEnd.Tests.Pieces;

public sealed class LogEndTests : IDisposable
{
    private readonly string log = Path.GetTempFileName();

    public void Dispose() => File.Delete(log);

    [Fact]
    public void A_log_that_is_empty_or_not_there_says_nothing()
    {
        Assert.Equal("    (nothing)", LogEnd.Of(log));
        File.Delete(log);
        Assert.Equal("    (nothing)", LogEnd.Of(log));
    }

    [Fact]
    public void Of_a_long_log_the_last_lines_are_shown_and_of_a_long_line_its_beginning()
    {
        File.WriteAllLines(log, Enumerable.Range(1, 100).Select(number => $"{number} {new string('x', 2_000)}\n"));
        var shown = LogEnd.Of(log).Split('\n');
        Assert.Equal(LogEnd.LinesMaximum, shown.Length);
        Assert.All(shown, line => Assert.InRange(line.Length, 1, LogEnd.LineMaximum + 5));
        Assert.StartsWith("    100 xxx", shown[^1], StringComparison.Ordinal);
    }
}
