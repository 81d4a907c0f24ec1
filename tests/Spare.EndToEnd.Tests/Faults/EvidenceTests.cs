using System.Net;
using System.Text.Json;
using Spare.EndToEnd.Tests.Programs;
using Spare.Lab.Faults;
using Spare.Protocol;
using Spare.Protocol.Admin;
using Spare.Protocol.Admin.Faults;
using Spare.Protocol.Evidence;
using Spare.Protocol.Http;

namespace Spare.EndToEnd.Tests.Faults;

/// <summary>What an operator learns of a replica that lied, and what becomes of a request at which all replicas hang.</summary>
[Collection(nameof(RegisterLab))]
public sealed class EvidenceTests(RegisterLab register)
{
    private static readonly CancellationToken None = CancellationToken.None;

    private string[] Sockets => [.. register.Lab.Hosts.SelectMany(host => new[] { "--socket", host.Admin.Socket })];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_wrong_reply_is_explained_field_by_field_whichever_host_the_client_asked(int entry)
    {
        await register.Lab.BecomesWholeAsync();
        var liar = (await register.Lab.Hosts[0].ActiveAsync())?.Replica ?? throw new InvalidOperationException();
        await register.Lab.Hosts[0].Admin.InjectAsync(
            new InjectedFault { Kind = FaultKind.WrongStatus, Replica = liar, Class = RouteClass.Write, Count = 1 }, None);

        using var answer = await PutAsync(entry, "explained", "value");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var request = answer.Headers.GetValues("Spare-Request").Single();

        await Eventually.HoldsAsync(async () => (await ExplainAsync(request)).SelectMany(one => one.Answers)
            .Any(given => given.Replica == liar && given.Standing == AnswerStanding.Convicted));
        var explained = Assert.Single(await ExplainAsync(request));
        Assert.Equal("PUT /register/explained", explained.Line);
        Assert.Equal(2, explained.Answers.Count(given => given.Standing == AnswerStanding.Agreed));
        var difference = Assert.Single(explained.Answers.Single(given => given.Replica == liar).Differences);
        Assert.Equal(("status", "200"), (difference.Part, difference.Expected));
        Assert.NotEqual("200", difference.Given);

        using var program = ProgramRun.Start(
            SourceTree.Program("spare", "Spare.Cli"), ["explain", $"{explained.Sequence}", .. Sockets]);
        Assert.Equal(0, await program.EndAsync());
        Assert.Contains("PUT /register/explained", program.Written, StringComparison.Ordinal);
        Assert.Contains($"given    {difference.Given}", program.Written, StringComparison.Ordinal);
        await Eventually.HoldsAsync(async () => (await register.Lab.Hosts[0].Admin.HistoryAsync(1_000, None)).Any(happened =>
            happened.Kind == OperatorEventKind.ReplicaConvicted && happened.Replica == liar));
        await IsReplayedAsync(explained, liar);
    }

    [Fact]
    public async Task A_request_at_which_all_replicas_hang_is_refused_until_it_is_released_and_others_are_not()
    {
        await register.Lab.BecomesWholeAsync();
        var actives = await Task.WhenAll(register.Lab.Hosts.Select(host => host.ActiveAsync()));
        foreach (var active in actives)
        {
            register.Lab.Signal(
                active ?? throw new InvalidOperationException(), ReplicaProcesses.WriteInstance, ReplicaProcesses.Stop);
        }

        using var hung = await PutAsync(entry: 0, "poison", "value");
        Assert.False(hung.IsSuccessStatusCode);
        await Eventually.HoldsAsync(async () => (await QuarantinesAsync()).All(entries => entries.Length == 1));
        foreach (var host in new[] { 0, 1 })
        {
            using var refused = await PutAsync(host, "poison", "value");
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            Assert.Contains("quarantined", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        using var other = await PutAsync(entry: 1, "poison", "another value");
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);

        var poison = Assert.Single((await QuarantinesAsync())[0]).Likeness;
        using var program = ProgramRun.Start(
            SourceTree.Program("spare", "Spare.Cli"), ["quarantine", "release", $"{poison}", .. Sockets]);
        Assert.Equal(0, await program.EndAsync());
        await Eventually.HoldsAsync(async () => (await QuarantinesAsync()).All(entries => entries.Length == 0));
        using var released = await PutAsync(entry: 0, "poison", "value");
        Assert.Equal(HttpStatusCode.OK, released.StatusCode);
        await register.Lab.DatabasesAreEqualAsync();
    }

    /// <summary>A clone gives what the honest replicas gave, and is gone then; the liar did not lie about what it wrote.</summary>
    private async Task IsReplayedAsync(Explanation explained, ReplicaId liar)
    {
        await register.Lab.BecomesWholeAsync();
        using var program = ProgramRun.Start(
            SourceTree.Program("spare", "Spare.Cli"), ["replay", $"{explained.Sequence}", "--output", "json", .. Sockets]);
        Assert.Equal(0, await program.EndAsync());
        var replayed = JsonSerializer.Deserialize(program.Written, AdminJson.Default.ReplayedRequest);
        Assert.NotNull(replayed);
        Assert.Equal((explained.Sequence, "200"), (replayed.Sequence, replayed.Reply[0]));
        Assert.Contains(replayed.WriteSet, row => row.Contains("explained", StringComparison.Ordinal));
        Assert.Equal(
            explained.Answers.ToDictionary(given => given.Replica, given => given.Standing == AnswerStanding.Agreed),
            replayed.Answers.ToDictionary(given => given.Replica, given => given.IsSame));
        Assert.Equal("status", Assert.Single(replayed.Answers.Single(given => given.Replica == liar).Differences).Part);
        await register.Lab.DatabasesAreEqualAsync();
        foreach (var host in register.Lab.Hosts)
        {
            Assert.Equal(2, (await host.Admin.StatusAsync(None)).Replicas.Length);
        }
    }

    private Task<QuarantineEntry[][]> QuarantinesAsync() =>
        Task.WhenAll(register.Lab.Hosts.Select(host => host.Admin.QuarantineAsync(None)));

    private async Task<IReadOnlyList<Explanation>> ExplainAsync(string request)
    {
        Assert.True(RequestName.TryParse(request, out var name));
        var answers = await Task.WhenAll(register.Lab.Hosts.Select(host => host.Admin.EvidenceAsync(name, None)));
        return Explanation.Of([.. answers.SelectMany(answer => answer.Cases.Select(kept => (answer.Host, kept)))]);
    }

    private async Task<HttpResponseMessage> PutAsync(int entry, string key, string value)
    {
        using var http = new HttpClient { BaseAddress = register.Lab.Hosts[entry].Url };
        http.DefaultRequestHeaders.Host = "register.example"; // Requests to two ports would not be alike.
        using var content = new StringContent(value);
        return await http.PutAsync(new Uri($"/register/{key}", UriKind.Relative), content);
    }
}
