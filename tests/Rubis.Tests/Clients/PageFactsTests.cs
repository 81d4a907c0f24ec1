using Rubis.Client.Emulation;

namespace Rubis.Tests.Clients;

public sealed class PageFactsTests
{
    [Fact]
    public void Finds_what_a_user_acts_on()
    {
        var facts = PageFacts.Read("""
            <IMG SRC="/a.svg"><IMG SRC="/b.svg">
            <a href="ViewItem?itemId=12">x</a> <a href="PutCommentAuth?to=7&amp;itemId=13">y</a>
            <a href="ViewUserInfo?userId=4">z</a> <a href="Search?category=1&amp;page=3&amp;nbOfItems=20">next</a>
            <input type=hidden name=maxQty value=5><input type=hidden name=minBid value=17.50>
            """);

        Assert.Equal(["/a.svg", "/b.svg"], facts.Images);
        Assert.Equal([12, 13], facts.ItemIds);
        Assert.Equal([4], facts.UserIds);
        Assert.Equal([3], facts.Pages);
        Assert.Equal((7, 5, 17.50m), (facts.Recipient, facts.MaxQty, facts.MinBid));
        Assert.False(facts.SaysSorry || facts.SaysError);
    }

    [Theory]
    [InlineData("<p>Sorry, gone</p>", true, false)]
    [InlineData("<p>ERROR: no</p>", false, true)]
    public void Hears_sorry_and_error(string html, bool sorry, bool error)
    {
        var facts = PageFacts.Read(html);

        Assert.Equal((sorry, error), (facts.SaysSorry, facts.SaysError));
    }

    [Fact]
    public void Ignores_what_is_no_number_and_what_has_no_end()
    {
        var facts = PageFacts.Read("itemId= itemId=x itemId=99999999999999 name=minBid value=. <IMG SRC=\"never closed");

        Assert.Empty(facts.ItemIds);
        Assert.Empty(facts.Images);
        Assert.Null(facts.MinBid);
    }

    [Fact]
    public void Stops_looking_at_its_limit()
    {
        var facts = PageFacts.Read(string.Concat(Enumerable.Repeat("itemId=1 ", 5000)));

        Assert.Equal(PageFacts.MostFindings, facts.ItemIds.Count);
    }
}
