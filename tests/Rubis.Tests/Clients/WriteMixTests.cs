using Rubis.Client.Transitions;

namespace Rubis.Tests.Clients;

public sealed class WriteMixTests
{
    private const int Steps = 5000;

    private static readonly State[] Writes =
        [State.RegisterUser, State.StoreBuyNow, State.StoreBid, State.StoreComment, State.RegisterItem];

    [Theory]
    [InlineData(0)]
    [InlineData(15)]
    [InlineData(50)]
    [InlineData(100)]
    public void So_many_steps_are_writes(int percent)
    {
        var walk = new Walk(PublishedTables.Named("default"), new Random(1), new WriteMix(percent));

        var steps = Enumerable.Range(0, Steps).Select(_ => walk.Next(knowsItem: true)).ToList();

        Assert.InRange(100.0 * steps.Count(Writes.Contains) / Steps, percent - 2, percent + 2);
    }

    [Fact]
    public void Who_knows_no_item_looks_for_one_first()
    {
        var walk = new Walk(PublishedTables.Named("default"), new Random(1), new WriteMix(100));

        Assert.DoesNotContain(Enumerable.Range(0, Steps).Select(_ => walk.Next(knowsItem: false)), Writes.Contains);
    }
}
