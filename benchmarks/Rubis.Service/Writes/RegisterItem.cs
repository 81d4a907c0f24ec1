using Rubis.Service.Html;
using Rubis.Service.Serving;

namespace Rubis.Service.Writes;

/// <summary>Puts an item up for sale, from now on for some days.</summary>
internal static class RegisterItem
{
    public static async ValueTask<Page> StoreAsync(Visit visit)
    {
        var item = NewItem.Read(visit.Input);
        if (visit.Input.Problem is { } problem)
        {
            return Page.Error(problem, 400);
        }

        if (item.Refuse() is { } refusal)
        {
            return refusal;
        }

        await using var change = await visit.BeginAsync();
        if (!await change.OneAsync<bool>(
            """
            select exists (select 1 from users where id = @UserId)
               and exists (select 1 from categories where id = @CategoryId)
            """,
            new { item.UserId, item.CategoryId }))
        {
            return Page.Error("There is no such user or no such category.");
        }

        var endDate = visit.Now.AddDays(item.Duration);
        var id = await change.OneAsync<int>(
            """
            insert into items (name, description, initial_price, quantity, reserve_price, buy_now, nb_of_bids, max_bid,
                               start_date, end_date, seller, category)
            values (@Name, @Description, @InitialPrice, @Quantity, @ReservePrice, @BuyNow, 0, 0,
                    @Now, @endDate, @UserId, @CategoryId)
            returning id
            """,
            new
            {
                item.Name,
                item.Description,
                item.InitialPrice,
                item.Quantity,
                item.ReservePrice,
                item.BuyNow,
                visit.Now,
                endDate,
                item.UserId,
                item.CategoryId,
            });
        await change.CommitAsync();
        return Confirm(id, item, endDate);
    }

    private static Page Confirm(int id, NewItem item, DateTime endDate)
    {
        var page = Page.Titled("Your item is for sale");
        page.Html.Write($"""
            <dl>
            <dt>Item</dt><dd><a href="/rubis/ViewItem?itemId={id}">{item.Name}</a></dd>
            <dt>First bid</dt><dd>{item.InitialPrice}</dd>
            <dt>Reserve price</dt><dd>{item.ReservePrice}</dd>
            <dt>Buy now price</dt><dd>{item.BuyNow}</dd>
            <dt>Quantity</dt><dd>{item.Quantity}</dd>
            <dt>Ends</dt><dd>{endDate}</dd>
            </dl>

            """);
        return page;
    }
}
