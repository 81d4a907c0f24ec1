using System.Net;
using System.Text.Json;
using Spare.Lab;
using Spare.Protocol;
using Spare.Protocol.Admin;

namespace Spare.EndToEnd.Tests.Faults;

/// <summary>Clients that name their writes by a key, and send them again.</summary>
[Collection(nameof(RegisterLab))]
public sealed class RepeatedRequestTests(RegisterLab register)
{
    private const int Writes = 20;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private LabHost One => register.Lab.Hosts[0];

    private LabHost Two => register.Lab.Hosts[1];

    [Fact]
    public async Task A_write_whose_manager_is_killed_takes_effect_once_and_has_one_reply_at_all_hosts()
    {
        await register.Lab.BecomesWholeAsync();
        var before = (await One.Admin.StatusAsync(CancellationToken.None)).Epoch;
        using var first = Client(Two);
        using var second = Client(One);
        var attempts = Enumerable.Range(0, Writes).Select(number => AddAsync(first, "once", number)).ToList();
        await Task.WhenAny(attempts);
        await Two.KillDaemonAsync(CancellationToken.None);

        var known = await Task.WhenAll(attempts);
        var results = new List<int>();
        for (var number = 0; number < Writes; number++)
        {
            var result = await AddUntilAnsweredAsync(second, "once", number);
            Assert.Equal(known[number] ?? result, result);
            results.Add(result);
        }

        Assert.Contains(known, answer => answer is not null);
        Assert.Equal(Enumerable.Range(1, Writes), results.Order());

        await UntilBothServeAsync(before);
        await register.Lab.BecomesWholeAsync();
        using var back = Client(Two);
        for (var number = 0; number < Writes; number++)
        {
            Assert.Equal(results[number], await AddUntilAnsweredAsync(back, "once", number));
        }

        await register.Lab.DatabasesAreEqualAsync();
    }

    [Fact]
    public async Task Another_request_under_the_key_is_refused_and_another_client_has_its_own()
    {
        await register.Lab.BecomesWholeAsync();
        using var client = Client(One);
        using var other = Client(Two);
        other.DefaultRequestHeaders.Add("Cookie", "session=2");
        Assert.Equal(1, await AddAsync(client, "own", 0));

        using var reused = await SendAsync(client, "another", "own-0");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, reused.StatusCode);
        Assert.Equal("application/problem+json", reused.Content.Headers.ContentType?.MediaType);
        Assert.Equal(2, await AddAsync(other, "own", 0));
        Assert.Equal(1, await AddAsync(client, "own", 0));
    }

    private static HttpClient Client(LabHost host) => new() { BaseAddress = host.Url, Timeout = Patience };

    private static Task<HttpResponseMessage> SendAsync(HttpClient client, string counter, string key)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"/counter/{counter}", UriKind.Relative));
        request.Headers.Add("Idempotency-Key", key);
        return client.SendAsync(request);
    }

    /// <summary>Adds 1. Null: nobody answered, or not for sure.</summary>
    private static async Task<int?> AddAsync(HttpClient client, string counter, int number)
    {
        try
        {
            using var answer = await SendAsync(client, counter, $"{counter}-{number}");
            if (answer.StatusCode != HttpStatusCode.OK)
            {
                Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
                return null;
            }

            using var document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
            return document.RootElement.GetProperty("value").GetInt32();
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private static async Task<int> AddUntilAnsweredAsync(HttpClient client, string counter, int number)
    {
        int? result = null;
        await Eventually.HoldsAsync(async () => (result = await AddAsync(client, counter, number)) is not null, Patience);
        return result!.Value; // The condition says so.
    }

    private Task UntilBothServeAsync(Epoch before) => Eventually.HoldsAsync(
        async () =>
        {
            var status = await One.Admin.StatusAsync(CancellationToken.None);
            return status.Epoch.CompareTo(before) > 0 && status.Members.All(member => member.State == MemberState.Serving);
        },
        Patience);
}
