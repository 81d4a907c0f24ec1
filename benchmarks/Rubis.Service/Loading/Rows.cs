using System.Globalization;

namespace Rubis.Service.Loading;

/// <summary>The rows of each table, in the order in which the tables are filled.</summary>
internal static class Rows
{
    private const int DaysBeforeFirstAuction = 30;

    public static IEnumerable<(string Table, Action<TableCopy> Fill)> Tables(Plan plan)
    {
        var size = plan.Size;
        var categories = Categories.Published;
        yield return ("categories", copy => Names(copy, categories.Names));
        yield return ("regions", copy => Names(copy, PublishedText.Lines("regions.txt")));
        yield return ("users", copy => Users(copy, plan));
        yield return ("old_items", copy => Items(copy, plan, 1, size.OldItems));
        yield return ("items", copy => Items(copy, plan, size.OldItems + 1, size.ActiveItems));
        yield return ("bids", copy => Bids(copy, plan));
        yield return ("comments", copy => Comments(copy, plan));
    }

    private static void Names(TableCopy copy, IReadOnlyList<string> names)
    {
        for (var id = 1; id <= names.Count; id++)
        {
            copy.Row().Number(id).Text(names[id - 1]);
        }
    }

    private static void Users(TableCopy copy, Plan plan)
    {
        var ratings = RatingsOf(plan);
        var regions = PublishedText.Lines("regions.txt").Length;
        var created = plan.Reference.AddDays(-DaysBeforeFirstAuction);
        for (var id = 1; id <= plan.Size.Users; id++)
        {
            var number = id.ToString(CultureInfo.InvariantCulture);
            copy.Row().Number(id).Text("Great" + number).Text("User" + number).Text("user" + number)
                .Text("password" + number).Text($"Great{number}.User{number}@rubis.com")
                .Number(ratings[id]).Money(0).Time(created).Number((id - 1) % regions + 1);
        }
    }

    /// <summary>A user's rating is the sum of what others gave, as when the comments had been sent one by one.</summary>
    private static int[] RatingsOf(Plan plan)
    {
        var ratings = new int[plan.Size.Users + 1];
        for (var id = 1; id <= plan.Size.Items; id++)
        {
            var lot = Lot.Make(plan, id);
            ratings[lot.Seller] += lot.Rating;
        }

        return ratings;
    }

    private static void Items(TableCopy copy, Plan plan, int first, int count)
    {
        var categories = Categories.Published.ShareOut(count);
        for (var at = 0; at < count; at++)
        {
            var lot = Lot.Make(plan, first + at);
            copy.Row().Number(lot.Id).Text(lot.Name).Text(lot.Description).Money(lot.InitialPrice).Number(lot.Quantity)
                .Money(lot.ReservePrice).Money(lot.BuyNow).Number(lot.Bids.Count).Money(lot.MaxBid)
                .Time(lot.Start).Time(lot.End).Number(lot.Seller).Number(categories[at]);
        }
    }

    private static void Bids(TableCopy copy, Plan plan)
    {
        for (var id = 1; id <= plan.Size.Items; id++)
        {
            foreach (var bid in Lot.Make(plan, id).Bids)
            {
                copy.Row().Number(copy.Rows).Number(bid.User).Number(id).Number(bid.Quantity)
                    .Money(bid.Amount).Money(bid.Most).Time(bid.Date);
            }
        }
    }

    private static void Comments(TableCopy copy, Plan plan)
    {
        for (var id = 1; id <= plan.Size.Items; id++)
        {
            var lot = Lot.Make(plan, id);
            copy.Row().Number(id).Number(lot.Author).Number(lot.Seller).Number(id).Number(lot.Rating)
                .Time(lot.CommentDate).Text(lot.Comment);
        }
    }
}
