using System.Net;
using System.Text.Json;
using Spare.Lab.Faults;
using Spare.Protocol.Admin;

namespace Spare.EndToEnd.Tests.Faults;

/// <summary>A daemon that hangs while its Corosync goes on: it is no lost host, so writes wait for it, but clients do not.</summary>
[Collection(nameof(RegisterLab))]
public sealed class HangTests(RegisterLab register)
{
    /// <summary>Longer than anybody may wait for an answer.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task A_write_that_waits_for_it_is_refused_with_its_name_and_has_one_effect_when_it_is_sent_again()
    {
        await register.Lab.BecomesWholeAsync();
        var known = (await register.EventsAsync(host: 0, since: 0)).Max(happened => happened.Number);
        using var client = new HttpClient { BaseAddress = register.Lab.Hosts[0].Url, Timeout = Patience };
        var hanging = register.Lab.Hosts[1].DaemonProcessId;
        Assert.NotNull(hanging);
        ReplicaProcesses.Signal(hanging.Value, ReplicaProcesses.Stop);
        try
        {
            using var refused = await AddAsync(client);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            Assert.NotNull(refused.Headers.RetryAfter);
            using var problem = JsonDocument.Parse(await refused.Content.ReadAsStringAsync());
            var detail = problem.RootElement.GetProperty("detail").GetString();
            Assert.Contains("h2", detail, StringComparison.Ordinal);
            Assert.Contains("may or may not have been executed", detail, StringComparison.Ordinal);
        }
        finally
        {
            ReplicaProcesses.Signal(hanging.Value, ReplicaProcesses.Continue);
        }

        await Eventually.HoldsAsync(async () =>
        {
            using var answer = await AddAsync(client);
            return answer.StatusCode == HttpStatusCode.OK && await ValueOfAsync(answer) == 1;
        });
        var events = await register.EventsAsync(host: 0, known);
        var hangs = Assert.Single(events, happened => happened.Kind == OperatorEventKind.HostHangs);
        Assert.Contains("h2", hangs.Text, StringComparison.Ordinal);
        Assert.Single(events, happened => happened.Kind == OperatorEventKind.HostHeard);
        await register.Lab.BecomesWholeAsync();
        await register.Lab.DatabasesAreEqualAsync();
    }

    private static async Task<int> ValueOfAsync(HttpResponseMessage answer)
    {
        using var document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return document.RootElement.GetProperty("value").GetInt32();
    }

    private static async Task<HttpResponseMessage> AddAsync(HttpClient client)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/counter/hang", UriKind.Relative));
        request.Headers.Add("Idempotency-Key", "hang");
        return await client.SendAsync(request);
    }
}
