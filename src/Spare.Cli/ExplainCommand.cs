using System.CommandLine;
using System.Text.Json;
using Spare.Commands;
using Spare.Protocol;
using Spare.Protocol.Admin;
using Spare.Protocol.Evidence;

namespace Spare.Cli;

/// <summary><c>spare explain</c>.</summary>
internal static class ExplainCommand
{
    private const string Description =
        """
        Say what each replica answered to a request, and who was wrong.

        Of a request at which replicas failed: in which fields the answers differ, and who was convicted. It is put together
        from the evidence that all hosts keep, and is as complete as they can be reached.

        REQUEST is a position, as 'spare events', 'spare history' and the header Spare-Position name it, or the request's own
        name, as the header Spare-Request gives it.

        Examples:
          spare explain 1234
          spare explain h1/56
          spare explain 1234 --output json | jq '.[].answers[] | select(.standing == "convicted")'
        """;

    public static Command Create(Session session)
    {
        var name = new Argument<string>("REQUEST") { Description = "Position, or name of the request, such as h1/56" };
        var command = new Command("explain", Description) { name };
        command.SetAction((parsed, cancellation) => RunAsync(
            session, parsed, Parse(parsed.GetRequiredValue(name)), cancellation));
        return command;
    }

    public static RequestName Parse(string text) => RequestName.TryParse(text, out var name)
        ? name
        : throw new UsageException($"'{text}' is no request: name a position, such as 1234, or a request, such as h1/56");

    private static async Task<int> RunAsync(
        Session session, ParseResult parsed, RequestName name, CancellationToken cancellation)
    {
        using var daemons = session.Daemons(parsed);
        return await ShowAsync(session, parsed, daemons, name, cancellation);
    }

    /// <summary>Explains the request at that position.</summary>
    public static Task<int> ShowAsync(
        Session session, ParseResult parsed, DaemonSet daemons, SequenceNumber position, CancellationToken cancellation) =>
        ShowAsync(session, parsed, daemons, new RequestName(position, default, default), cancellation);

    private static async Task<int> ShowAsync(
        Session session, ParseResult parsed, DaemonSet daemons, RequestName name, CancellationToken cancellation)
    {
        var answers = await daemons.AskAsync(client => client.EvidenceAsync(name, cancellation));
        var explained = Explanation.Of(
            [.. answers.Values.SelectMany(answer => answer.Cases.Select(kept => (answer.Host, kept)))]);
        if (explained.IsEmpty && answers.Failures.IsEmpty)
        {
            throw new CommandException(
                $"No host has evidence of {name}: either all replicas agreed on it, or it is older than what is kept. "
                + "'spare history' shows where replicas failed.");
        }

        if (session.FormOf(parsed) == OutputForm.Json)
        {
            session.Output.WriteLine(JsonSerializer.Serialize([.. explained], AdminJson.Default.ExplanationArray));
        }
        else
        {
            ExplanationText.Write(session.Output, explained);
        }

        return session.Conclude(answers.Failures);
    }
}
