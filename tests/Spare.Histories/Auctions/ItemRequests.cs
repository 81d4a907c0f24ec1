using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Spare.Histories.Recording;
using Spare.Linearizability.Auctions;

namespace Spare.Histories.Auctions;

/// <summary>The operations on an item of RUBiS as requests, and the pages in reply as what the model says.</summary>
internal sealed partial class ItemRequests(Client client)
{
    private const int UsersLoaded = 50;

    private int user;

    /// <summary>Puts an item up for sale for a week. Gives its number.</summary>
    public async Task<string> OfferAsync(Uri site, int quantity, decimal initialPrice)
    {
        var offered = await AskAsync(
            site,
            $"RegisterItem?name=Recorded&description=&initialPrice={Plain(initialPrice)}&reservePrice=0&buyNow=0&duration=7"
            + $"&quantity={quantity}&userId=1&categoryId=1",
            text => ItemNumber().Match(text) is { Success: true } number
                ? number.Groups[1].Value : throw new InvalidOperationException($"No item was registered: {text}"));
        return offered is ClientOutcome<string>.Answered { Output: var item }
            ? item : throw new InvalidOperationException("No item could be registered.");
    }

    public Task<ClientOutcome<ItemOutput>> SendAsync(Uri site, string item, ItemInput input) => input switch
    {
        ItemInput.View => AskAsync(site, $"ViewItem?itemId={item}", Shown),
        ItemInput.Bid bid => AskAsync(
            site,
            $"StoreBid?itemId={item}&userId={NextUser()}&qty={bid.Quantity}&maxQty={bid.Quantity}&minBid=0"
            + $"&bid={Plain(bid.Amount)}&maxBid={Plain(bid.Amount)}",
            text => text.Contains("Your bid is stored", StringComparison.Ordinal) ? new ItemOutput.BidStored()
                : text.Contains("The first bid on this item is not below", StringComparison.Ordinal)
                    ? new ItemOutput.BelowFirstBid() : Refusal(text)),
        ItemInput.BuyNow buy => AskAsync(
            site,
            $"StoreBuyNow?itemId={item}&userId={NextUser()}&qty={buy.Quantity}&maxQty={buy.Quantity}",
            text => text.Contains("You have bought it", StringComparison.Ordinal) ? new ItemOutput.Bought() : Refusal(text)),
        _ => throw new UnreachableException(),
    };

    private static ItemOutput Shown(string text) => new ItemOutput.Shown(
        int.Parse(Fact(text, "Quantity"), CultureInfo.InvariantCulture),
        int.Parse(Fact(text, "Bids"), CultureInfo.InvariantCulture),
        decimal.Parse(Fact(text, "Price now"), CultureInfo.InvariantCulture));

    private static string Fact(string text, string name) =>
        Regex.Match(text, $@"<dt>{name}</dt><dd>([\d.]+)") is { Success: true } fact
            ? fact.Groups[1].Value : throw new InvalidOperationException($"'{name}' is not on the page: {text}");

    private static ItemOutput Refusal(string text) =>
        text.Contains("this auction has ended", StringComparison.OrdinalIgnoreCase) ? new ItemOutput.Ended()
        : OnlyLeft().Match(text) is { Success: true } left
            ? new ItemOutput.OnlyLeft(int.Parse(left.Groups[1].Value, CultureInfo.InvariantCulture))
            : throw new InvalidOperationException($"Neither done nor refused: {text}");

    private static string Plain(decimal amount) => amount.ToString("0.00", CultureInfo.InvariantCulture);

    private int NextUser() => 1 + (int)((uint)Interlocked.Increment(ref user) % UsersLoaded);

    /// <summary>Writes are posted: a request without a body may be sent again, unasked, by the client's library.</summary>
    private async Task<ClientOutcome<TOutput>> AskAsync<TOutput>(Uri site, string target, Func<string, TOutput> read)
    {
        var parts = target.Split('?');
        var isRead = parts[0] == "ViewItem";
        using var request = new HttpRequestMessage(
            isRead ? HttpMethod.Get : HttpMethod.Post, new Uri(site, $"/rubis/{(isRead ? target : parts[0])}"));
        request.Content = isRead ? null
            : new StringContent(parts[1], System.Text.Encoding.ASCII, "application/x-www-form-urlencoded");
        return await client.AskAsync(request, (status, text) => status == HttpStatusCode.OK
            ? read(text) : throw new InvalidOperationException($"{target}: {(int)status} {text}"));
    }

    [GeneratedRegex(@"ViewItem\?itemId=(\d+)")]
    private static partial Regex ItemNumber();

    [GeneratedRegex(@"only (\d+) are left", RegexOptions.IgnoreCase)]
    private static partial Regex OnlyLeft();
}
