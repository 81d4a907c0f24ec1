
namespace Spare.EndToEnd.Tests.Auction.Replay;

/// <summary>Spare is to be one service that cannot be broken: what many clients saw is what one service would have said.</summary>
public sealed class ReplayTests : IAsyncLifetime
{
    private const int Requests = 10_000;
    private const int Clients = 64;
    private const int Seed = 20_111_106;

    private readonly AuctionLab auction = new();

    public Task InitializeAsync() => auction.InitializeAsync();

    public Task DisposeAsync() => auction.DisposeAsync();

    [Fact]
    public async Task Ten_thousand_requests_of_concurrent_clients_are_answered_as_by_one_plain_service_in_their_order()
    {
        var traffic = new AuctionTraffic(Seed).Take(Requests);
        var answers = await SendAllAsync(traffic);

        Assert.DoesNotContain(answers, answer => answer.Status >= 500);
        Assert.All(answers, answer => Assert.NotEqual(0ul, answer.Position));
        await AssertDatabasesAreEqualAsync();
        var order = Enumerable.Range(0, Requests).OrderBy(i => answers[i].Position).ToList();
        Assert.Equal(Requests, answers.Select(answer => answer.Position).Distinct().Count());
        Assert.Equal((ulong)Requests - 1, answers[order[^1]].Position - answers[order[0]].Position);
        Assert.Equal(order, order.OrderBy(i => answers[i].Time, StringComparer.Ordinal));

        await using var plain = await PlainAuction.StartAsync();
        foreach (var i in order)
        {
            var expected = await plain.SendAsync(traffic[i], answers[i].Time);
            Assert.True(
                answers[i].SaysTheSameAs(expected),
                $"Position {answers[i].Position} at {answers[i].Time}, {traffic[i]}:\n{answers[i]}\nbut a plain service:\n{expected}");
        }

        Assert.InRange(answers.Count(answer => answer.Body.Contains("Your bid is stored", StringComparison.Ordinal)), 20, Requests);
        Assert.InRange(answers.Count(answer => answer.Status == 400), 20, Requests);
    }

    private async Task<AuctionAnswer[]> SendAllAsync(IReadOnlyList<AuctionRequest> traffic)
    {
        var answers = new AuctionAnswer[traffic.Count];
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(async client =>
        {
            for (var i = client; i < traffic.Count; i += Clients)
            {
                using var message = traffic[i].ToMessage(auction.Lab.Hosts[client % 2].Url);
                using var response = await auction.Client.SendAsync(message);
                answers[i] = await AuctionAnswer.ReadAsync(response);
            }
        }));
        return answers;
    }

    private async Task AssertDatabasesAreEqualAsync()
    {
        var dumps = await auction.Lab.FlushedDumpsAsync();

        Assert.Equal(4, dumps.Count);
        Assert.Single(dumps.Select(dump => dump.Digest).Distinct());
    }
}
