using Spare.Histories.Recording;
using Spare.Lab;
using Spare.Linearizability.Auctions;

namespace Spare.Histories.Auctions;

/// <summary>
/// Clients that look at, bid on and buy a few items of the auction site at all front ends, without a pause. The items are
/// put up for sale for it, so that nobody else has bid on them.
/// </summary>
internal sealed class ItemTraffic : ITraffic
{
    private const int Clients = 32;
    private const int Items = 16;

    private readonly Client client = new();
    private readonly ItemRequests requests;
    private readonly IReadOnlyList<Uri> sites;
    private readonly int seed;
    private readonly Dictionary<string, (int Quantity, decimal InitialPrice)> offers = [];
    private string[] items = [];

    public ItemTraffic(RunningLab lab, int seed)
    {
        requests = new ItemRequests(client);
        sites = [.. lab.Hosts.Select(host => host.Url)];
        this.seed = seed;
    }

    public Recorder<ItemInput, ItemOutput> OfItems { get; } = new();

    public int Recorded => OfItems.Recorded;

    public async Task PrepareAsync()
    {
        var random = new Random(seed);
        for (var i = 0; i < Items; i++)
        {
            // Some auctions end while they are watched.
            var (quantity, price) = (random.Next(4) == 0 ? 1 : random.Next(2, 120), random.Next(1, 50));
            offers.Add(await requests.OfferAsync(sites[i % sites.Count], quantity, price), (quantity, price));
        }

        items = [.. offers.Keys];
    }

    public Task RunAsync(int operations, CancellationToken stopping) =>
        Task.WhenAll(Enumerable.Range(0, Clients).Select(number => RunClientAsync(number, operations, stopping)));

    public IReadOnlyList<Verdict> Judge() =>
    [
        Verdict.Of(
            "items", new ItemModel(offers), OfItems.History,
            (_, output) => output is not (ItemOutput.BidStored or ItemOutput.Bought)),
    ];

    public void Dispose() => client.Dispose();

    private async Task RunClientAsync(int number, int operations, CancellationToken stopping)
    {
        var random = new Random((seed * Clients) + number);
        while (Recorded < operations && !stopping.IsCancellationRequested)
        {
            var (site, item) = (sites[random.Next(sites.Count)], items[random.Next(items.Length)]);
            ItemInput input = random.Next(20) switch
            {
                < 10 => new ItemInput.View(),
                < 18 => new ItemInput.Bid(random.Next(1, 4), random.Next(1, 200)),
                _ => new ItemInput.BuyNow(random.Next(1, 3)),
            };
            await OfItems.RecordAsync(number, item, input, () => requests.SendAsync(site, item, input));
        }
    }
}
