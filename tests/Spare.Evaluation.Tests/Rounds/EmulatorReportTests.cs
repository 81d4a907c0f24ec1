using Spare.Evaluation.Rounds;

namespace Spare.Evaluation.Tests.Rounds;

public sealed class EmulatorReportTests
{
    private const string Report = """
        {"clients": 3, "phases": [
          {"phase": "up ramp", "seconds": 1, "requests": 5, "errors": 0, "latency": {}, "states": []},
          {"phase": "run", "seconds": 10.0, "requests": 200, "errors": 2,
           "latency": {"minimum": 1, "mean": 3, "p50": 2, "p90": 5, "p99": 9, "p999": 10, "maximum": 11.5},
           "states": [{"state": "Home", "count": 150}, {"state": "StoreBid", "count": 20}, {"state": "RegisterUser", "count": 10}]}]}
        """;

    [Fact]
    public void Only_the_run_itself_counts()
    {
        var load = EmulatorReport.Read(Report);

        Assert.NotNull(load);
        Assert.Equal((20, 0.15, 2L), (load.PerSecond, load.WriteShare, load.Errors));
        Assert.Equal((2, 5, 9, 10, 11.5), (load.P50, load.P90, load.P99, load.P999, load.Maximum));
    }

    [Theory]
    [InlineData("")]
    [InlineData("rubis-client: what?")]
    [InlineData("""{"phases": []}""")]
    public void What_is_no_report_of_a_run_is_none(string text) => Assert.Null(EmulatorReport.Read(text));
}
