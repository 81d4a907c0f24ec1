using System.Net;
using System.Net.Sockets;
using System.Text;
using Spare.Protocol;
using Spare.Protocol.Admin;

namespace Spare.EndToEnd.Tests.Auction;

[Collection(nameof(AuctionLab))]
public sealed class AuctionTests(AuctionLab auction)
{
    private static int users;

    [Fact]
    public async Task Both_front_ends_give_the_same_page()
    {
        var pages = await Task.WhenAll(
            auction.Client.GetStringAsync(auction.At(0, "/rubis/BrowseCategories")),
            auction.Client.GetStringAsync(auction.At(1, "/rubis/BrowseCategories")));

        Assert.Contains("</html>", pages[0], StringComparison.OrdinalIgnoreCase);
        Assert.Equal(pages[0], pages[1]);
    }

    [Fact]
    public async Task What_was_written_at_one_host_is_read_at_the_other()
    {
        var nickname = NewNickname();

        var registered = await auction.Client.GetStringAsync(auction.At(0, Registration(nickname)));
        var read = await auction.Client.GetStringAsync(
            auction.At(1, $"/rubis/AboutMe?nickname={nickname}&password=secret"));

        Assert.Contains(nickname, registered, StringComparison.Ordinal);
        Assert.Contains("great@example.org", read, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_taken_name_is_given_to_one_of_many_who_ask_at_the_same_time()
    {
        var nickname = NewNickname();

        var pages = await Task.WhenAll(Enumerable.Range(0, 16).Select(i =>
            auction.Client.GetStringAsync(auction.At(i % 2, Registration(nickname)))));

        Assert.Single(pages, page => !page.Contains("ERROR", StringComparison.Ordinal));
    }

    [Fact]
    public async Task After_mixed_requests_at_both_hosts_all_databases_are_equal()
    {
        const int Clients = 16;
        const int RequestsEach = 25;
        var answers = await Task.WhenAll(Enumerable.Range(0, Clients).Select(client => RunClientAsync(client, RequestsEach)));

        Assert.DoesNotContain(
            answers.SelectMany(answer => answer), answer => !answer.StartsWith("200", StringComparison.Ordinal));
        var dumps = await auction.Lab.FlushedDumpsAsync();
        Assert.Equal(4, dumps.Count);
        Assert.Single(dumps.Select(dump => dump.Digest).Distinct());
        Assert.All(dumps, dump => Assert.True(dump.Bytes > 10_000));
    }

    [Fact]
    public async Task Hosts_agree_on_how_far_they_are()
    {
        await auction.Client.GetStringAsync(auction.At(0, Registration(NewNickname())));

        var hosts = await auction.Lab.StatusAsync(CancellationToken.None);

        Assert.All(hosts, host => Assert.Equal(ServingState.Serving, host.State));
        Assert.All(hosts, host => Assert.All(host.Members, member => Assert.Equal(MemberState.Serving, member.State)));
        Assert.True(hosts[0].Order.Update > UpdateNumber.None);
        Assert.Equal(["active", "passive"], hosts[0].Replicas.Select(replica => replica.Role.ToString().ToLowerInvariant()));
    }

    [Fact]
    public async Task A_host_says_where_the_time_of_its_requests_went()
    {
        await auction.Client.GetStringAsync(auction.At(0, Registration(NewNickname())));
        await auction.Lab.Hosts[0].Admin.FlushAsync(CancellationToken.None);

        var stages = (await auction.Lab.Hosts[0].Admin.StagesAsync(CancellationToken.None)).Stages;

        Assert.Equal(
            [Stage.Ordered, Stage.Begun, Stage.Executed, Stage.Agreed, Stage.Answered],
            stages.Where(times => times.Work == StagedWork.Write).Select(times => times.Stage));
        Assert.True(stages.Single(times => times.Work == StagedWork.Write && times.Stage == Stage.Executed).Median > 0);
        Assert.True(stages.Single(times => times.Stage == Stage.Resumed).Count > 0);
    }

    [Fact]
    public async Task Passive_replicas_are_updated_without_being_asked()
    {
        for (var i = 0; i < 25; i++)
        {
            await auction.Client.GetStringAsync(auction.At(i % 2, Registration(NewNickname())));
        }

        await Eventually.HoldsAsync(async () =>
        {
            var hosts = await auction.Lab.StatusAsync(CancellationToken.None);
            return hosts.All(host => host.Replicas[1].Update > UpdateNumber.None && host.Order.Buffered < 20);
        });
    }

    [Theory]
    [InlineData("POST /rubis/StoreBid HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "400")]
    [InlineData("GET /rubis HTTP/1.1\nHost: a\n\n", "400")]
    [InlineData("GET /rubis HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n", "501")]
    public async Task A_request_that_two_programs_could_read_differently_is_refused_and_not_ordered(string bytes, string status)
    {
        var before = await DeliveredAsync();

        Assert.StartsWith($"HTTP/1.1 {status}", await SendAsync(bytes), StringComparison.Ordinal);

        Assert.Equal(before, await DeliveredAsync());
    }

    [Fact]
    public async Task No_event_tells_of_a_difference()
    {
        foreach (var host in auction.Lab.Hosts)
        {
            Assert.DoesNotContain(
                await host.Admin.EventsAsync(0, CancellationToken.None), happened => happened.Severity == Severity.Error);
        }
    }

    private static string NewNickname() => $"tester{Interlocked.Increment(ref users)}";

    private static string Registration(string nickname) =>
        $"/rubis/RegisterUser?firstname=Great&lastname=Tester&nickname={nickname}&email=great@example.org"
        + "&password=secret&region=CA--San%20Francisco";

    private async Task<List<string>> RunClientAsync(int client, int requests)
    {
        var answers = new List<string>();
        for (var i = 0; i < requests; i++)
        {
            var target = (i % 5) switch
            {
                0 => Registration(NewNickname()),
                1 => $"/rubis/ViewItem?itemId={1 + ((client + i) % 20)}",
                2 => $"/rubis/StoreBid?itemId={1 + (i % 7)}&userId={1 + client}&minBid=1&bid={100 + i}&maxBid={200 + i}&qty=1&maxQty=1",
                3 => $"/rubis/ViewBidHistory?itemId={1 + (i % 7)}",
                _ => "/rubis/BrowseRegions",
            };
            using var answer = await auction.Client.GetAsync(auction.At((client + i) % 2, target));
            answers.Add($"{(int)answer.StatusCode} {target}: {await answer.Content.ReadAsStringAsync()}");
        }

        return answers;
    }

    private async Task<SequenceNumber> DeliveredAsync() =>
        (await auction.Lab.Hosts[0].Admin.StatusAsync(CancellationToken.None)).Order.Delivered;

    private async Task<string> SendAsync(string bytes)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, auction.Lab.Hosts[0].Url.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(bytes));
        using var reader = new StreamReader(client.GetStream());
        return await reader.ReadLineAsync() ?? "";
    }
}
