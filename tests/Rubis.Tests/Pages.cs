namespace Rubis.Tests;

/// <summary>A good request for each of the 27 states, and the words that its page must hold.</summary>
internal static class Pages
{
    public static TheoryData<string, string> OfEveryState { get; } = new()
    {
        { "index.html", "Welcome to RUBiS" },
        { "register.html", "<option>AZ--Phoenix</option>" },
        { "RegisterUser?firstname=A&lastname=B&nickname=newcomer&email=a@b&password=secret&region=AZ--Phoenix", "newcomer" },
        { "browse.html", "BrowseRegions" },
        { "BrowseCategories", "SearchItemsByCategory?category=20&amp;" },
        { "SearchItemsByCategory?category=6&categoryName=Collectibles&page=0&nbOfItems=20", "ViewItem?itemId=" },
        { "BrowseRegions", "BrowseCategories?region=WI--Milwaukee" },
        { "BrowseCategories?region=AZ--Phoenix", "SearchItemsByRegion?region=1&amp;category=20&amp;" },
        { "SearchItemsByRegion?region=1&category=6&categoryName=Collectibles&page=0&nbOfItems=20", "ViewItem?itemId=" },
        { "ViewItem?itemId=100", "PutCommentAuth?to=" },
        { "ViewUserInfo?userId=7", "Great7.User7@rubis.com" },
        { "ViewBidHistory?itemId=100", "Bids on " },
        { "BuyNowAuth?itemId=100", "name=itemId value=100" },
        { "BuyNow?itemId=100&nickname=user2&password=password2", "name=maxQty value=" },
        { "StoreBuyNow?itemId=101&userId=2&qty=1&maxQty=1", "You have bought 1" },
        { "PutBidAuth?itemId=100", "name=itemId value=100" },
        { "PutBid?itemId=100&nickname=user2&password=password2", "name=minBid value=" },
        { "StoreBid?itemId=102&userId=2&minBid=6000&bid=6001&maxBid=6002&qty=1&maxQty=1", "You have bid 6001.00" },
        { "PutCommentAuth?itemId=100&to=7", "name=to value=7" },
        { "PutComment?itemId=100&to=7&nickname=user2&password=password2", "name=from value=2" },
        { "StoreComment?itemId=100&to=7&from=2&rating=5&comment=fine", "Your comment is stored" },
        { "sell.html", "BrowseCategories" },
        { "BrowseCategories?nickname=user2&password=password2", "SellItemForm?category=20&amp;user=2" },
        { "SellItemForm?category=3&user=2", "name=categoryId value=3" },
        {
            "RegisterItem?name=Vase&description=Blue&initialPrice=5&reservePrice=6&buyNow=7.50&duration=3&quantity=1&userId=2"
            + "&categoryId=3",
            "7.50"
        },
        { "about_me.html", "AboutMe" },
        { "AboutMe?nickname=user2&password=password2", "About me: user2" },
    };
}
