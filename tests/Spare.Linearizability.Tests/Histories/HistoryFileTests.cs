using Spare.Linearizability.Auctions;
using Spare.Linearizability.Histories;
using Spare.Linearizability.Registers;

namespace Spare.Linearizability.Tests.Histories;

public sealed class HistoryFileTests
{
    private const string Good =
        """
        {"client":0,"key":"a","input":{"kind":"delete"},"call":1,"completion":{"output":{"kind":"deleted","old":null},"return":5}}
        {"client":1,"key":"a","input":{"kind":"write","value":"\u00e9\n"},"call":2,"completion":null}

        """;

    [Fact]
    public void What_was_written_is_read_again()
    {
        var history = Read(Good);
        var text = new StringWriter();
        HistoryFile.Write(history, text);

        Assert.Equal(history.Operations.AsEnumerable(), Read(text.ToString()).Operations);
        Assert.Equal(new RegisterInput.Write("é\n"), history.Operations[1].Input);
        Assert.Null(history.Operations[1].Completion);
        Assert.Equal(2, text.ToString().Count(letter => letter == '\n'));
    }

    [Fact]
    public void Every_input_and_output_can_be_kept()
    {
        Keeps<RegisterInput>(
            new RegisterInput.Read(), new RegisterInput.Write("a"), new RegisterInput.CompareAndSet(3, ""),
            new RegisterInput.Delete());
        Keeps<RegisterOutput>(
            new RegisterOutput.Present("a", 1), new RegisterOutput.Absent(), new RegisterOutput.Written(2, null),
            new RegisterOutput.Mismatch("b", 4), new RegisterOutput.Deleted("c"));
        Keeps(CounterInput.Read, CounterInput.Increment);
        Keeps<ItemInput>(new ItemInput.View(), new ItemInput.Bid(1, 2.50m), new ItemInput.BuyNow(3));
        Keeps<ItemOutput>(
            new ItemOutput.Shown(1, 2, 3.5m), new ItemOutput.BidStored(), new ItemOutput.Bought(),
            new ItemOutput.Ended(), new ItemOutput.OnlyLeft(1), new ItemOutput.BelowFirstBid());
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{")]
    [InlineData("""{"client":1,"key":"a","input":{"kind":"read"},"call":2}""")]
    [InlineData("""{"client":1,"key":"a","input":{"kind":"read"},"call":2,"completion":null,"more":1}""")]
    [InlineData("""{"client":1,"client":1,"key":"a","input":{"kind":"read"},"call":2,"completion":null}""")]
    [InlineData("""{"client":1,"key":"a","input":{"kind":"look"},"call":2,"completion":null}""")]
    [InlineData("""{"client":1,"key":"a","input":{},"call":2,"completion":null}""")]
    [InlineData("""{"client":1,"key":"a","input":null,"call":2,"completion":null}""")]
    [InlineData("""{"client":1,"key":"a","input":{"kind":"write","value":null},"call":2,"completion":null}""")]
    [InlineData("""{"client":1,"key":"a","input":{"kind":"read"},"call":2,"completion":{"output":null,"return":3}}""")]
    [InlineData("""{"client":1,"key":"a","input":{"kind":"read"},"call":2,"completion":{"return":3}}""")]
    [InlineData("""{"client":1,"key":"a","input":{"kind":"read"},"call":2.5,"completion":null}""")]
    [InlineData("""{"client":1,"key":"","input":{"kind":"read"},"call":2,"completion":null}""")]
    [InlineData("""{"client":-1,"key":"a","input":{"kind":"read"},"call":2,"completion":null}""")]
    [InlineData("""{"client":1,"key":"a","input":{"kind":"read"},"call":2,"completion":{"output":{"kind":"absent"},"return":1}}""")]
    [InlineData("""{"client":0,"key":"b","input":{"kind":"read"},"call":4,"completion":null}""")]
    public void A_mistake_is_told_with_its_line(string line)
    {
        var wrong = Assert.Throws<MalformedHistoryException>(() => Read($"{Good}{line}\n"));

        Assert.Equal(3, wrong.Line);
        Assert.StartsWith("line 3: ", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_client_asks_one_thing_at_a_time()
    {
        Operation<CounterInput, long> waits = new(1, "a", CounterInput.Read, 1, new(0, 9));

        Assert.Equal(2, Assert.Throws<MalformedHistoryException>(
            () => new History<CounterInput, long>([waits, waits with { Call = 8, Completion = null }])).Line);
        Assert.Equal(1, Assert.Throws<MalformedHistoryException>(
            () => new History<CounterInput, long>([waits with { Key = "b", Call = 8 }, waits])).Line);
        Assert.Equal(2, new History<CounterInput, long>([waits, waits with { Call = 9 }]).Operations.Length);
    }

    private static void Keeps<T>(params T[] values)
        where T : notnull
    {
        var history = new History<T, T>(
            values.Select((value, i) => new Operation<T, T>(0, "a", value, i, new Completion<T>(value, i + 1))));
        var text = new StringWriter();
        HistoryFile.Write(history, text);

        var again = HistoryFile.Read<T, T>(new StringReader(text.ToString()));
        Assert.Equal(history.Operations.AsEnumerable(), again.Operations);
    }

    private static History<RegisterInput, RegisterOutput> Read(string text) =>
        HistoryFile.Read<RegisterInput, RegisterOutput>(new StringReader(text));
}
