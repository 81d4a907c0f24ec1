using System.Globalization;
using Rubis.Client.Measuring;
using Rubis.Client.Transitions;

namespace Rubis.Tests.Clients;

public sealed class TallyTests
{
    [Fact]
    public void Back_and_the_end_of_a_session_are_steps_but_no_requests()
    {
        var tally = new Tally();
        tally[State.Home].Count = 3;
        tally[State.Back].Count = 5;
        tally[State.EndOfSession].Count = 1;

        Assert.Equal(3, tally.Requests);
        Assert.Equal(55.56, StateReport.Of(State.Back, tally).Percent);
    }

    [Fact]
    public void Keeps_a_bounded_number_of_reasons()
    {
        var tally = new Tally();
        for (var reason = 0; reason < 1000; reason++)
        {
            tally.Fail(reason.ToString(CultureInfo.InvariantCulture));
        }

        Assert.Equal(Tally.MostReasons + 1, tally.Failures.Count);
        Assert.Equal(1000 - Tally.MostReasons, tally.Failures[Tally.OtherReasons]);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(9, 0)]
    [InlineData(10, 1)]
    [InlineData(39, 1)]
    [InlineData(41, 2)]
    [InlineData(99, 2)]
    public void A_moment_belongs_to_the_phase_it_falls_in(int seconds, int phase)
    {
        var schedule = new Schedule(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(5));

        Assert.Equal(phase, schedule.At(TimeSpan.FromSeconds(seconds)));
    }

    [Fact]
    public void A_run_that_was_stopped_early_has_seen_a_part_of_its_phases()
    {
        var schedule = new Schedule(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(5));
        var stopped = TimeSpan.FromSeconds(15);

        Assert.Equal(
            [10.0, 5.0, 0.0], Enumerable.Range(0, 3).Select(phase => schedule.Seen(phase, stopped).TotalSeconds));
    }
}
