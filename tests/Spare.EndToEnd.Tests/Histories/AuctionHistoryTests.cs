using Spare.Histories;
using Spare.Lab.Networks;

namespace Spare.EndToEnd.Tests.Histories;

public sealed class AuctionHistoryTests
{
    [Fact]
    public async Task Items_of_the_auction_site_of_three_hosts_are_linearizable_while_replicas_are_faulty()
    {
        await using var three = await HistoryLab.StartAsync(
            HistoryService.Auction, tolerated: 2, LabName.Fresh("hist"), CancellationToken.None);

        await FaultyHistory.IsLinearizableAsync(three.Lab, HistoryService.Auction, tolerated: 2, seed: 3);
    }
}
