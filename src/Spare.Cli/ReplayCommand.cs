using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json;
using Spare.Commands;
using Spare.Protocol.Admin;
using Spare.Protocol.Evidence;

namespace Spare.Cli;

/// <summary><c>spare replay</c>.</summary>
internal static class ReplayCommand
{
    private const string Description =
        """
        Execute a request again, off to the side.

        One of which evidence is kept: on a clone of a host's base, with the updates before the request, and with its time and
        seed. Show reply and rows, and how what each replica answered differs from that. No client, no vote and no replica has
        anything to do with it; the clone is destroyed. A host can do so until its base has moved past the request.

        Examples:
          spare replay 1234
          spare replay h1/56 --host h2           there, and nowhere else
          spare replay 1234 --output json
        """;

    public static Command Create(Session session)
    {
        var name = new Argument<string>("REQUEST") { Description = "Position, or name of the request, such as h1/56" };
        var host = new Option<string?>("--host") { Description = "Only on this host, such as h2", HelpName = "HOST" };
        var command = new Command("replay", Description) { name, host };
        command.SetAction((parsed, cancellation) => RunAsync(
            session, parsed, ExplainCommand.Parse(parsed.GetRequiredValue(name)), parsed.GetValue(host), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(
        Session session, ParseResult parsed, RequestName name, string? only, CancellationToken cancellation)
    {
        using var daemons = session.Daemons(parsed);
        var asked = await daemons.AskAsync(async client => (Client: client, Answer: await client.EvidenceAsync(name, cancellation)));
        var kept = asked.Values.SelectMany(daemon => daemon.Answer.Cases).ToImmutableArray();
        var able = asked.Values.Where(daemon =>
            !daemon.Answer.Cases.IsEmpty && (only is null || daemon.Answer.Host.ToString() == only)).ToArray();
        var failures = asked.Failures.Where(failure => only is null || DaemonSet.MayBeAbout(only, failure)).ToList();
        if (only is not null && failures.Count == 0 && asked.Values.All(daemon => daemon.Answer.Host.ToString() != only))
        {
            throw new UsageException($"No daemon here is host {only}: 'spare status' lists them");
        }

        if (able.Length == 0)
        {
            var without = asked.Values.Select(daemon => $"{daemon.Answer.Host}").Where(host => only is null || host == only);
            failures.AddRange(without.Any() ? [WithoutEvidence(name, without)] : []);
            return session.Conclude(failures);
        }

        foreach (var (client, _) in able)
        {
            try
            {
                var answer = await client.ReplayAsync(name, cancellation);
                Write(session, parsed, ReplayedRequest.Of(answer.Host, answer.Cases[0], kept));
                return session.Conclude(asked.Failures);
            }
            catch (AdminException refused)
            {
                failures.Add(refused); // Another host may be able to.
            }
        }

        return session.Conclude(failures);
    }

    private static CommandException WithoutEvidence(RequestName name, IEnumerable<string> hosts) => new(
        $"No evidence of {name} is kept at {string.Join(", ", hosts)}; 'spare history' shows where replicas failed.");

    private static void Write(Session session, ParseResult parsed, ReplayedRequest replayed)
    {
        var output = session.Output;
        if (session.FormOf(parsed) == OutputForm.Json)
        {
            output.WriteLine(JsonSerializer.Serialize(replayed, AdminJson.Default.ReplayedRequest));
            return;
        }

        var detail = replayed.Detail.Length > 0 ? $": {replayed.Detail}" : "";
        output.WriteLine(
            $"{replayed.Sequence}, request {replayed.Request}, again on a clone of {replayed.Host}: {replayed.Outcome}{detail}");
        WriteLines(output, "Reply:", replayed.Reply);
        WriteLines(output, replayed.WriteSet.IsEmpty ? "It wrote nothing." : "Rows:", replayed.WriteSet);
        foreach (var answer in replayed.Answers)
        {
            output.WriteLine($"  {answer.Replica,-8} answered {(answer.IsSame ? "the same" : "otherwise")}");
            foreach (var difference in answer.Differences)
            {
                output.WriteLine($"    {difference.Part}");
                output.WriteLine($"      replayed {difference.Expected}");
                output.WriteLine($"      given    {difference.Given}");
            }
        }
    }

    private static void WriteLines(TextWriter output, string title, ImmutableArray<string> lines)
    {
        output.WriteLine($"  {title}");
        foreach (var line in lines)
        {
            output.WriteLine($"    {line}");
        }
    }
}
