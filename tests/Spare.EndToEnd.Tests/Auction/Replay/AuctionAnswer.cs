using System.Globalization;

namespace Spare.EndToEnd.Tests.Auction.Replay;

/// <summary>What came back for a request, and, from Spare, where in the total order it stands.</summary>
internal sealed record AuctionAnswer(int Status, string Type, string Body, ulong Position, string Time)
{
    /// <summary>Reads an answer; one that does not say its position and time has position 0.</summary>
    public static async Task<AuctionAnswer> ReadAsync(HttpResponseMessage response) => new(
        (int)response.StatusCode,
        response.Content.Headers.ContentType?.ToString() ?? "",
        await response.Content.ReadAsStringAsync(),
        ulong.TryParse(Header(response, "Spare-Position"), CultureInfo.InvariantCulture, out var position) ? position : 0,
        Header(response, "Spare-Time"));

    public bool SaysTheSameAs(AuctionAnswer other) =>
        (Status, Type, Body) == (other.Status, other.Type, other.Body);

    private static string Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : "";
}
