using Rubis.Client.Transitions;

namespace Rubis.Client.Emulation;

/// <summary>What one user asks for in each state, with parameters drawn as published.</summary>
internal sealed class Requests(Random random, Memory memory, int users)
{
    private const int ItemsPerPage = 20;

    private static readonly string[] Categories =
        [.. PublishedText.Lines("categories.txt").Select(line => line.Split('\t')[0])];

    private static readonly string[] Regions = PublishedText.Lines("regions.txt");

    private readonly WrittenForms forms = new(random, memory);

    /// <summary>Another user, as at the beginning of each session.</summary>
    public Persona ChoosePersona() => new(random.Next(users) + 1);

    /// <summary>Null when the state needs an item or user and none was seen yet.</summary>
    public Target? For(State state, Persona persona) => state switch
    {
        State.Home => new Target("index.html"),
        State.Register => new Target("register.html"),
        State.RegisterUser => RegisterUser(),
        State.Browse => new Target("browse.html"),
        State.BrowseCategories => new Target("BrowseCategories"),
        State.SearchItemsInCategory => Search(new Target("SearchItemsByCategory")),
        State.BrowseRegions => new Target("BrowseRegions"),
        State.BrowseCategoriesInRegion => new Target("BrowseCategories").With("region", RandomRegion()),
        State.SearchItemsInRegion => Search(
            new Target("SearchItemsByRegion").With("region", random.Next(Regions.Length))),
        State.ViewItem => OnItem("ViewItem"),
        State.ViewUserInfo => new Target("ViewUserInfo").With("userId", memory.ChooseUser(random) ?? persona.UserId),
        State.ViewBidHistory => OnItem("ViewBidHistory"),
        State.BuyNowAuth => OnItem("BuyNowAuth"),
        State.BuyNow => LoggedIn(OnItem("BuyNow"), persona),
        State.StoreBuyNow => forms.BuyNow(OnItem("StoreBuyNow"), persona),
        State.PutBidAuth => OnItem("PutBidAuth"),
        State.PutBid => LoggedIn(OnItem("PutBid"), persona),
        State.StoreBid => forms.Bid(OnItem("StoreBid"), persona),
        State.PutCommentAuth => ToRecipient(OnItem("PutCommentAuth"), persona),
        State.PutComment => LoggedIn(ToRecipient(OnItem("PutComment"), persona), persona),
        State.StoreComment => forms.Comment(ToRecipient(OnItem("StoreComment"), persona), persona),
        State.Sell => new Target("sell.html"),
        State.SelectCategoryToSellItem => LoggedIn(new Target("BrowseCategories"), persona),
        State.SellItemForm =>
            new Target("SellItemForm").With("category", RandomCategory()).With("user", persona.UserId),
        State.RegisterItem => forms.Item(RandomCategory(), persona),
        State.AboutMeAuth => new Target("about_me.html"),
        State.AboutMe => LoggedIn(new Target("AboutMe"), persona),
        _ => null,
    };

    /// <summary>
    /// Categories and regions are searched for by numbers from 0, as published, although they begin at 1: one search in
    /// twenty is answered with Sorry and the last category is never searched.
    /// </summary>
    private Target Search(Target target)
    {
        var category = random.Next(Categories.Length);
        return target
            .With("category", category)
            .With("categoryName", Categories[Math.Max(0, category - 1)])
            .With("page", memory.ChoosePage(random))
            .With("nbOfItems", ItemsPerPage);
    }

    private Target RegisterUser()
    {
        const int newNicknames = 1_000_000;
        var persona = new Persona(users + random.Next(newNicknames) + 1);
        return new Target("RegisterUser")
            .With("firstname", $"Great{persona.UserId}")
            .With("lastname", $"User{persona.UserId}")
            .With("nickname", persona.Nickname)
            .With("email", $"Great{persona.UserId}.User{persona.UserId}@rubis.com")
            .With("password", persona.Password)
            .With("region", RandomRegion());
    }

    private Target? OnItem(string resource) =>
        memory.ChooseItem(random) is { } item ? new Target(resource).With("itemId", item) : null;

    private Target? ToRecipient(Target? target, Persona persona) =>
        target?.With("to", memory.Page.Recipient ?? memory.ChooseUser(random) ?? persona.UserId);

    private static Target? LoggedIn(Target? target, Persona persona) =>
        target?.With("nickname", persona.Nickname).With("password", persona.Password);

    private string RandomRegion() => Regions[random.Next(Regions.Length)];

    /// <summary>A category to sell in: from 1, because the service refuses to sell in one that does not exist.</summary>
    private int RandomCategory() => random.Next(Categories.Length) + 1;
}
