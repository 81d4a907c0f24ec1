using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json;
using Spare.Commands;
using Spare.Protocol;
using Spare.Protocol.Admin;

namespace Spare.Cli;

/// <summary><c>spare quarantine</c>.</summary>
internal static class QuarantineCommand
{
    private const string Description =
        """
        Show and release requests that are refused because replicas failed at them.

        Requests at which so many replicas failed that a correct one was among them are refused with 503, and so is every
        request like them: same method, target, header fields and body, whoever sends it. So are requests that were undone
        again and again, because replicas failed at them. All hosts hold the same quarantine. It ends after an hour, or when
        an operator releases the request.

        Examples:
          spare quarantine list
          spare quarantine show 3f9a                 with what the replicas answered; a beginning of DIGEST is enough
          spare quarantine release 3f9a --dry-run
          spare quarantine release 3f9a              accept requests like that again, on all hosts
        """;

    public static Command Create(Session session) => new("quarantine", Description)
    {
        List(session), Show(session), Release(session),
    };

    private static Command List(Session session)
    {
        var command = new Command("list", "Show what is in quarantine.");
        command.SetAction(async (parsed, cancellation) =>
        {
            using var daemons = session.Daemons(parsed);
            var (speaker, failures) = await AskAsync(session, daemons, cancellation);
            foreach (var entry in speaker.Entries)
            {
                Write(session, parsed, entry);
            }

            if (speaker.Entries is [])
            {
                session.WriteNone(parsed, "Nothing is in quarantine", new([speaker.Host], failures));
            }

            return session.Conclude(failures);
        });
        return command;
    }

    private static Command Show(Session session)
    {
        var digest = Digest();
        var command = new Command("show", "Show one request in quarantine, and what the replicas answered to it.") { digest };
        command.SetAction(async (parsed, cancellation) =>
        {
            using var daemons = session.Daemons(parsed);
            var entry = Find(session, await AskAsync(session, daemons, cancellation), parsed.GetRequiredValue(digest));
            Write(session, parsed, entry);
            return await ExplainCommand.ShowAsync(session, parsed, daemons, entry.Sequence, cancellation);
        });
        return command;
    }

    private static Command Release(Session session)
    {
        var digest = Digest();
        var dryRun = new Option<bool>("--dry-run") { Description = "Change nothing; say what would be released" };
        var command = new Command("release", "Have requests like that accepted again, on all hosts.") { digest, dryRun };
        command.SetAction(async (parsed, cancellation) =>
        {
            using var daemons = session.Daemons(parsed);
            var asked = await AskAsync(session, daemons, cancellation);
            var entry = Find(session, asked, parsed.GetRequiredValue(digest));
            if (parsed.GetValue(dryRun))
            {
                session.WritePlan(parsed, $"{entry.Likeness} would be released");
                return ExitCode.Done;
            }

            Write(session, parsed, await asked.Speaker.Client.ReleaseAsync(entry.Likeness, cancellation));
            return ExitCode.Done;
        });
        return command;
    }

    private static Argument<string> Digest() =>
        new("DIGEST") { Description = "As 'spare quarantine list' shows it; a beginning is enough" };

    /// <summary>All hosts hold the same: one that serves speaks for all, and one that does not may be behind.</summary>
    private static async Task<(Speaker Speaker, ImmutableArray<CommandException> Failures)> AskAsync(
        Session session, DaemonSet daemons, CancellationToken cancellation)
    {
        var answers = await daemons.AskAsync(async client =>
            (Client: client, Status: await client.StatusAsync(cancellation), Entries: await client.QuarantineAsync(cancellation)));
        if (answers.Values.IsEmpty)
        {
            session.Conclude(answers.Failures[1..]);
            throw answers.Failures[0];
        }

        var speaker = answers.Values.OrderByDescending(daemon => daemon.Status.State == ServingState.Serving).First();
        return (new Speaker(speaker.Client, speaker.Status.Host, speaker.Entries), answers.Failures);
    }

    private static QuarantineEntry Find(
        Session session, (Speaker Speaker, ImmutableArray<CommandException> Failures) asked, string digest)
    {
        QuarantineEntry[] found =
            [.. asked.Speaker.Entries.Where(entry => entry.Likeness.ToString().StartsWith(digest, StringComparison.OrdinalIgnoreCase))];
        return found switch
        {
            [var one] => one,
            [] => throw NotFound(session, asked.Speaker.Host, asked.Failures, digest),
            _ => throw new UsageException($"'{digest}' is the beginning of {found.Length} digests; give more of it"),
        };
    }

    private static CommandException NotFound(
        Session session, HostId speaker, ImmutableArray<CommandException> failures, string digest)
    {
        session.Conclude(failures);
        var where = failures.IsEmpty ? "" : $" at {speaker}";
        return new CommandException($"There is no '{digest}' in quarantine{where}: see 'spare quarantine list'.");
    }

    private static void Write(Session session, ParseResult parsed, QuarantineEntry entry) =>
        session.Output.WriteLine(session.FormOf(parsed) == OutputForm.Json
            ? JsonSerializer.Serialize(entry, AdminJson.Default.QuarantineEntry)
            : $"{entry.Likeness} since {entry.Time}, {entry.Sequence}: {Describe(entry.Reason)}");

    private static string Describe(Protocol.Messages.QuarantineReason reason) =>
        reason switch
        {
            Protocol.Messages.QuarantineReason.ReplicasDied => "replicas died of it",
            Protocol.Messages.QuarantineReason.VoidedAgain => "it was undone on all replicas, and one like it before",
            _ => "it was undone on all replicas",
        };

    /// <summary>The host that speaks for all.</summary>
    private sealed record Speaker(AdminClient Client, HostId Host, QuarantineEntry[] Entries);
}
