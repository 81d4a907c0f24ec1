using Rubis.Service.Html;
using Rubis.Service.Questions;
using Rubis.Service.Serving;

namespace Rubis.Service.Pages;

/// <summary>The beginning that buying, bidding and commenting share: a login and an item, or the page that refuses.</summary>
internal readonly record struct ItemVisit(int User, Item? Item, Page? Refusal)
{
    public static async Task<ItemVisit> BeginAsync(Visit visit)
    {
        var itemId = visit.Input.Id("itemId");
        var credentials = Credentials.Read(visit.Input);
        if (visit.Input.Problem is { } problem)
        {
            return Refused(Page.Error(problem, 400));
        }

        if (await Questions.User.LoginAsync(visit, credentials) is not { } user)
        {
            return Refused(Page.Error(Credentials.Refusal));
        }

        return await Questions.Item.FindAsync(visit, itemId) is { } item
            ? new ItemVisit(user, item, null)
            : Refused(Page.Sorry($"there is no item {itemId}."));
    }

    private static ItemVisit Refused(Page page) => new(0, null, page);
}
