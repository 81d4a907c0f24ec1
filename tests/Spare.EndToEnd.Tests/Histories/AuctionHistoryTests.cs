using Spare.Histories;
using Spare.Lab.Networks;

namespace Spare.EndToEnd.Tests.Histories;

public sealed class AuctionHistoryTests
{
    [Fact]
    public async Task Items_of_the_auction_site_are_linearizable_while_replicas_are_faulty()
    {
        await using var lab = await HistoryLab.StartAsync(
            HistoryService.Auction, tolerated: 1, LabName.Fresh("hist"), CancellationToken.None);

        await FaultyHistory.IsLinearizableAsync(lab.Lab, HistoryService.Auction, tolerated: 1, seed: 3);
    }
}
