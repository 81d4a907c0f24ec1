using System.Collections.Frozen;
using Rubis.Service.Html;
using Rubis.Service.Pages;
using Rubis.Service.Writes;

namespace Rubis.Service.Serving;

/// <summary>Every address of the site and what answers there.</summary>
internal static class Site
{
    public const string Root = "/rubis/";

    public static FrozenDictionary<string, Route> Routes { get; } = new Dictionary<string, Route>
    {
        ["/"] = Fixed(StaticPages.Home),
        ["/rubis"] = Fixed(StaticPages.Home),
        [Root] = Fixed(StaticPages.Home),
        [Root + "index.html"] = Fixed(StaticPages.Home),
        [Root + "register.html"] = Fixed(StaticPages.Register),
        [Root + "browse.html"] = Fixed(StaticPages.Browse),
        [Root + "sell.html"] = Fixed(StaticPages.Sell),
        [Root + "about_me.html"] = Fixed(StaticPages.AboutMe),

        [Root + "BuyNowAuth"] = Form(LoginForms.BuyNow),
        [Root + "PutBidAuth"] = Form(LoginForms.PutBid),
        [Root + "PutCommentAuth"] = Form(LoginForms.PutComment),
        [Root + "SellItemForm"] = Form(SellItemForm.Show),

        [Root + "BrowseCategories"] = Read(BrowseCategories.ShowAsync),
        [Root + "BrowseRegions"] = Read(BrowseRegions.ShowAsync),
        [Root + "SearchItemsByCategory"] = Read(SearchItems.ByCategoryAsync),
        [Root + "SearchItemsByRegion"] = Read(SearchItems.ByRegionAsync),
        [Root + "ViewItem"] = Read(ViewItem.ShowAsync),
        [Root + "ViewUserInfo"] = Read(ViewUser.ShowAsync),
        [Root + "ViewBidHistory"] = Read(ViewBidHistory.ShowAsync),
        [Root + "BuyNow"] = Read(BuyNow.ShowAsync),
        [Root + "PutBid"] = Read(PutBid.ShowAsync),
        [Root + "PutComment"] = Read(PutComment.ShowAsync),
        [Root + "AboutMe"] = Read(AboutMe.ShowAsync),

        [Root + "RegisterUser"] = Write(RegisterUser.StoreAsync),
        [Root + "StoreBuyNow"] = Write(StoreBuyNow.StoreAsync),
        [Root + "StoreBid"] = Write(StoreBid.StoreAsync),
        [Root + "StoreComment"] = Write(StoreComment.StoreAsync),
        [Root + "RegisterItem"] = Write(RegisterItem.StoreAsync),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static Route Fixed(Page page) => new(RouteKind.Static, _ => ValueTask.FromResult(page));

    private static Route Form(Func<Visit, Page> show) =>
        new(RouteKind.Form, visit => ValueTask.FromResult(show(visit)));

    private static Route Read(Func<Visit, ValueTask<Page>> show) => new(RouteKind.Read, show);

    private static Route Write(Func<Visit, ValueTask<Page>> show) => new(RouteKind.Write, show);
}
