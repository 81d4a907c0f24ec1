using Rubis.Client.Emulation;
using Rubis.Client.Transitions;

namespace Rubis.Tests.Clients;

public sealed class RequestsTests
{
    private static readonly Persona Somebody = new(42);

    private readonly Memory memory = new();
    private readonly Requests requests;

    public RequestsTests() => requests = new Requests(new Random(1), memory, users: 100);

    [Fact]
    public void An_item_comes_from_the_last_page_or_else_is_the_last_one_used()
    {
        memory.See(PageFacts.Read("itemId=5"));
        Assert.Equal("ViewItem?itemId=5", requests.For(State.ViewItem, Somebody)?.Address);

        memory.See(PageFacts.None);
        Assert.Equal("ViewBidHistory?itemId=5", requests.For(State.ViewBidHistory, Somebody)?.Address);
    }

    [Fact]
    public void Without_any_item_there_is_nothing_to_ask_for() =>
        Assert.Null(requests.For(State.ViewItem, Somebody));

    [Fact]
    public void A_bid_follows_the_page_s_limits()
    {
        memory.See(PageFacts.Read("itemId=5 name=minBid value=100.50> name=maxQty value=1>"));

        var parameters = requests.For(State.StoreBid, Somebody)!.Form.Split('&').ToDictionary(
            pair => pair.Split('=')[0], pair => decimal.Parse(pair.Split('=')[1], null));

        Assert.Equal((5m, 42m, 100.50m), (parameters["itemId"], parameters["userId"], parameters["minBid"]));
        Assert.InRange(parameters["bid"], 101.50m, 110.50m);
        Assert.Equal(2 * (parameters["bid"] - 100.50m), parameters["maxBid"] - 100.50m);
        Assert.Equal((1m, 1m), (parameters["qty"], parameters["maxQty"]));
    }

    [Fact]
    public void Every_state_asks_for_something_once_an_item_is_known()
    {
        memory.See(PageFacts.Read("itemId=5"));

        Assert.All(Enum.GetValues<State>()[..27], state => Assert.NotNull(requests.For(state, Somebody)));
    }

    [Fact]
    public void What_is_too_long_for_an_address_is_posted()
    {
        var lengths = Enumerable.Range(0, 200).Select(_ => requests.For(State.RegisterItem, Somebody)!).ToArray();

        Assert.Contains(lengths, target => target.IsPosted);
        Assert.Contains(lengths, target => !target.IsPosted);
        Assert.All(lengths, target => Assert.True(target.Address.Length <= Target.LongestAddress + 1));
    }

    [Fact]
    public void New_users_have_numbers_above_the_loaded_ones()
    {
        for (var registered = 0; registered < 1000; registered++)
        {
            var nickname = requests.For(State.RegisterUser, Somebody)!.Form.Split("nickname=user")[1].Split('&')[0];
            Assert.InRange(int.Parse(nickname, null), 101, 1_000_100);
        }
    }

    [Fact]
    public void Think_times_are_negative_exponential_and_cut_at_seventy_seconds()
    {
        var random = new Random(5);
        var times = Enumerable.Range(0, 100_000).Select(_ => ThinkTimes.Tpcw(random.NextDouble()).TotalSeconds).ToArray();

        Assert.InRange(times.Average(), 6.9, 7.1);
        Assert.InRange(times.Max(), 50, 70.1);
        Assert.Equal(TimeSpan.Zero, ThinkTimes.Tpcw(0));
        Assert.Equal(TimeSpan.Zero, ThinkTimes.Tpcw(4.5e-5));
    }
}
