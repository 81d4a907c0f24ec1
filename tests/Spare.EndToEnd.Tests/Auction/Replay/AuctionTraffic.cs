namespace Spare.EndToEnd.Tests.Auction.Replay;

/// <summary>
/// Requests of every kind that the auction site knows, equal for equal seeds. One in seven writes; some parameters are
/// missing, out of range, or name what does not exist or exists already.
/// </summary>
internal sealed class AuctionTraffic(int seed)
{
    private const int UsersLoaded = 50;
    private const int ItemsLoaded = 220;
    private const int ItemsMade = 280;
    private const int WrittenPercent = 15;
    private const int PostedPercent = 50;
    private const int WrongPercent = 6;

    private static readonly string[] WrongValues =
        ["", "0", "-1", "99999999999", "x", "1%202", "%27%3B--", "%C3%A9%E2%82%AC", "%3Cb%3E", "2147483647", "1.005"];

    private readonly Random random = new(seed);
    private int made;

    public IReadOnlyList<AuctionRequest> Take(int count) => [.. Enumerable.Range(0, count).Select(_ => Next())];

    private AuctionRequest Next() => random.Next(100) < WrittenPercent ? Write() : Read();

    private AuctionRequest Write()
    {
        var method = random.Next(100) < PostedPercent ? HttpMethod.Post : HttpMethod.Get;
        return new AuctionRequest(method, $"/rubis/{WrittenTarget()}");
    }

    private string WrittenTarget() => random.Next(10) switch
    {
        0 or 1 => RegisterUser(),
        2 or 3 => RegisterItem(),
        4 => Form("StoreBuyNow", ("itemId", Item()), ("userId", User()), ("qty", One(3)), ("maxQty", "3")),
        5 or 6 => Form(
            "StoreComment",
            ("itemId", Item()), ("to", User()), ("from", User()), ("rating", $"{random.Next(-6, 7)}"),
            ("comment", $"comment+{made++}")),
        _ => Form(
            "StoreBid",
            ("itemId", Item()), ("userId", User()), ("minBid", "1"), ("bid", One(6000)), ("maxBid", "6000"), ("qty", One(3)),
            ("maxQty", "3")),
    };

    // A third of all names is taken already.
    private string RegisterUser() => Form(
        "RegisterUser",
        ("firstname", $"First{made++}"), ("lastname", "Last"), ("nickname", $"name{random.Next(250)}"),
        ("password", "secret"), ("email", "someone@example.org"), ("region", Region()));

    private string RegisterItem() => Form(
        "RegisterItem",
        ("name", $"Item+{made++}"), ("description", "As+seen"), ("initialPrice", One(100)),
        ("reservePrice", $"{100 * random.Next(2)}"), ("buyNow", $"{200 * random.Next(2)}"), ("duration", One(7)), ("quantity", One(5)),
        ("userId", User()), ("categoryId", One(20)));

    private AuctionRequest Read() => new(HttpMethod.Get, $"/rubis/{ReadTarget()}");

    private string ReadTarget() => random.Next(16) switch
    {
        0 => Form("BrowseCategories"),
        1 => Form("BrowseRegions"),
        2 => Form("BrowseCategories", ("region", Region())),
        3 => Form("BrowseCategories", Login()),
        4 => Form(
            "SearchItemsByCategory",
            ("category", One(20)), ("categoryName", "Some"), ("page", $"{random.Next(3)}"), ("nbOfItems", "20")),
        5 => Form(
            "SearchItemsByRegion",
            ("region", One(62)), ("category", One(20)), ("page", $"{random.Next(3)}"), ("nbOfItems", "20")),
        6 or 7 => Form("ViewItem", ("itemId", Item())),
        8 => Form("ViewUserInfo", ("userId", User())),
        9 or 10 => Form("ViewBidHistory", ("itemId", Item())),
        11 => Form("BuyNow", [("itemId", Item()), .. Login()]),
        12 => Form("PutBid", [("itemId", Item()), .. Login()]),
        13 => Form("PutComment", [("itemId", Item()), ("to", User()), .. Login()]),
        14 => Form("PutBidAuth", ("itemId", Item())),
        _ => Form("AboutMe", Login()),
    };

    private (string Name, string Value)[] Login()
    {
        var user = One(UsersLoaded);
        return [("nickname", $"user{user}"), ("password", $"password{user}")];
    }

    private string Form(string page, params (string Name, string Value)[] fields)
    {
        var text = string.Join('&', fields.Select(field => $"{field.Name}={Spoilt(field.Value)}"));
        return text.Length == 0 ? page : $"{page}?{text}";
    }

    private string Spoilt(string value) =>
        random.Next(100) < WrongPercent ? WrongValues[random.Next(WrongValues.Length)] : value;

    private string Item() => One(ItemsLoaded + ItemsMade);

    private string User() => One(UsersLoaded + 60);

    private string Region() => random.Next(2) == 0 ? "CA--San%20Francisco" : "NY--New%20York";

    private string One(int largest) => $"{random.Next(largest) + 1}";
}
