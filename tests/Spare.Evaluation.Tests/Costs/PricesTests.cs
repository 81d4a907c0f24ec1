using Spare.Evaluation.Costs;
using Spare.Evaluation.Experiments;

namespace Spare.Evaluation.Tests.Costs;

public sealed class PricesTests
{
    private static readonly string File = Path.Combine(Repository.Root, "benchmarks", "experiments", "prices.yaml");

    [Theory]
    [Trait("Section", "6.6")]
    [InlineData("crash", 7833)]
    [InlineData("appbft", 11750)]
    [InlineData("spare", 8393)]
    public void The_prices_that_come_with_it_give_the_papers_table(string setting, int yearly)
    {
        var read = PricesReader.Load(File);

        Assert.True(read.TryGet(out var prices), read.Report());
        var known = Enum.GetValues<Setting>().Single(known => known.Word() == setting);
        Assert.Equal(yearly, (double)prices.Yearly(known), 1.0);
    }

    [Fact]
    [Trait("Section", "6.6")]
    public void A_host_less_saves_175_a_year_of_electricity()
    {
        Assert.True(PricesReader.Load(File).TryGet(out var prices));

        Assert.Equal(175, (double)(prices.Electricity(Setting.AppBft.Hosts(1)) - prices.Electricity(Setting.Spare.Hosts(1))), 0.5);
    }

    [Fact]
    public void An_instance_that_has_no_price_is_a_mistake()
    {
        var text = System.IO.File.ReadAllText(File).Replace("instance: small", "instance: tiny", StringComparison.Ordinal);

        Assert.Contains("'tiny'", Assert.Single(PricesReader.Read(text, "prices.yaml").Mistakes).ToString(), StringComparison.Ordinal);
    }
}
