using Spare.Linearizability.Searching;

namespace Spare.Linearizability.Tests.Searching;

public sealed class OperationSetTests
{
    private const int Operations = 130;

    [Fact]
    public void Sets_are_equal_however_they_were_filled()
    {
        var upward = Enumerable.Range(0, Operations).Aggregate(OperationSet.EmptyOf(Operations), (set, i) => set.With(i));
        var downward = Enumerable.Range(0, Operations).Reverse()
            .Aggregate(OperationSet.EmptyOf(Operations), (set, i) => set.With(i));

        Assert.Equal(upward, downward);
        Assert.Equal(upward.GetHashCode(), downward.GetHashCode());
    }

    [Fact]
    public void Sets_of_different_operations_differ()
    {
        var empty = OperationSet.EmptyOf(Operations);
        OperationSet[] sets =
        [
            empty,
            .. Enumerable.Range(0, Operations).Select(empty.With),
            .. Enumerable.Range(1, Operations - 1).Select(i => empty.With(0).With(i)),
        ];

        Assert.All(sets.Index(), one => Assert.All(sets.Index(), other =>
            Assert.Equal(one.Index == other.Index, one.Item.Equals(other.Item))));
        Assert.Equal(sets.Length, sets.Select(set => set.GetHashCode()).Distinct().Count());
    }

    [Fact]
    public void A_larger_set_leaves_the_smaller_one_as_it_was()
    {
        var one = OperationSet.EmptyOf(Operations).With(64);

        Assert.NotEqual(one, one.With(65));
        Assert.Equal(OperationSet.EmptyOf(Operations).With(64), one);
    }
}
