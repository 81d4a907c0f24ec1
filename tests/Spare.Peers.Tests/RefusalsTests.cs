using Microsoft.Extensions.Logging;

namespace Spare.Peers.Tests;

public sealed class RefusalsTests
{
    [Fact]
    public void Logs_one_line_in_each_interval_with_the_number_of_the_others()
    {
        var (time, logger) = (new SteppedTime(), new LineLogger());
        var refusals = new Refusals(TimeSpan.FromSeconds(10), time, logger);

        for (var i = 0; i < 1000; i++)
        {
            refusals.Add(null, "garbage");
        }

        time.Now += TimeSpan.FromSeconds(10);
        refusals.Add(null, "wrong authority");

        Assert.Equal(2, logger.Lines.Count);
        Assert.Contains("wrong authority; 999 more", logger.Lines[1], StringComparison.Ordinal);
        Assert.Equal(1001, refusals.Count);
    }

    private sealed class SteppedTime : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }

    private sealed class LineLogger : ILogger
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add(formatter(state, exception));
    }
}
