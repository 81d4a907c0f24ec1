using Spare.Linearizability.Searching;

namespace Spare.Linearizability.Tests.Searching;

public sealed class VisitedConfigurationsTests
{
    private const int Operations = 64;
    private const int Most = 10;
    private const long Bytes = Most * (VisitedConfigurations<int>.Overhead + (Operations / 8));

    [Fact]
    public void It_is_full_when_its_bytes_are_used()
    {
        var visited = new VisitedConfigurations<int>(Operations, Bytes);
        var none = OperationSet.EmptyOf(Operations);

        for (var i = 0; i < Most; i++)
        {
            Assert.False(visited.IsFull);
            Assert.True(visited.Add(new Configuration<int>(none.With(i), 0)));
        }

        Assert.True(visited.IsFull);
    }

    [Fact]
    public void It_knows_what_it_has_seen()
    {
        var visited = new VisitedConfigurations<int>(Operations, Bytes);
        var one = OperationSet.EmptyOf(Operations).With(1);

        Assert.True(visited.Add(new Configuration<int>(one, 5)));
        Assert.False(visited.Add(new Configuration<int>(OperationSet.EmptyOf(Operations).With(1), 5)));
        Assert.True(visited.Add(new Configuration<int>(one, 6)));
        Assert.True(visited.Add(new Configuration<int>(one.With(2), 5)));
    }
}
