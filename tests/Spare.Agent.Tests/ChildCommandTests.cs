using Spare.Agent.Processes;

namespace Spare.Agent.Tests;

public sealed class ChildCommandTests : IDisposable
{
    private const string PassedOn = "SPARE_PASSED_ON";
    private const string Other = "SPARE_OF_THE_AGENT_ALONE";

    private readonly string? before = Environment.GetEnvironmentVariable(PassedOn);

    [Fact]
    public void A_child_has_the_variables_that_are_passed_on_and_no_other_of_the_agent()
    {
        Environment.SetEnvironmentVariable(PassedOn, "MALLOC_ARENA_MAX=2  PYTHONHASHSEED=a=b");
        Environment.SetEnvironmentVariable(Other, "1");

        var environment = new ChildCommand(["true"]).ToStartInfo().Environment;

        Assert.Equal("2", environment["MALLOC_ARENA_MAX"]);
        Assert.Equal("a=b", environment["PYTHONHASHSEED"]);
        Assert.DoesNotContain(Other, environment.Keys);
        Assert.DoesNotContain(PassedOn, environment.Keys);
    }

    [Fact]
    public void What_its_command_says_of_a_variable_counts()
    {
        Environment.SetEnvironmentVariable(PassedOn, "PGHOST=elsewhere");
        var command = new ChildCommand(["true"])
        {
            Environment = System.Collections.Immutable.ImmutableDictionary<string, string>.Empty.Add("PGHOST", "here"),
        };

        Assert.Equal("here", command.ToStartInfo().Environment["PGHOST"]);
    }

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(PassedOn, before);
        Environment.SetEnvironmentVariable(Other, null);
    }
}
