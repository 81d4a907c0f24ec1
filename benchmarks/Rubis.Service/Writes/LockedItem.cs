using Rubis.Service.Html;
using Rubis.Service.Serving;

namespace Rubis.Service.Writes;

/// <summary>A running auction's item, locked until the end of the change, and whether the user in question exists.</summary>
internal sealed record LockedItem(int Id, string Name, int Quantity, decimal InitialPrice, DateTime EndDate, bool UserExists)
{
    /// <summary>Waits for other changes of the same item. Null when there is none, also when it was moved to the old ones.</summary>
    public static Task<LockedItem?> TakeAsync(Change change, int item, int user) =>
        change.OneAsync<LockedItem>(
            """
            select id, name, quantity, initial_price as InitialPrice, end_date as EndDate,
                   exists (select 1 from users where id = @user) as UserExists
            from items where id = @item
            for update
            """,
            new { item, user });

    /// <summary>Why nobody, or not this user, may have so many of it now; null when there is no reason.</summary>
    public Page? Refuse(int wanted, DateTime now)
    {
        if (!UserExists)
        {
            return Page.Error("There is no such user.");
        }

        if (EndDate < now || Quantity == 0)
        {
            return Page.Sorry("this auction has ended.");
        }

        return wanted > Quantity ? Page.Sorry($"only {Quantity} are left.") : null;
    }
}
