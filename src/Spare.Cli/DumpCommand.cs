using System.CommandLine;
using System.Text.Json;
using Spare.Commands;
using Spare.Protocol;
using Spare.Protocol.Admin;

namespace Spare.Cli;

/// <summary><c>spare dump</c>.</summary>
internal static class DumpCommand
{
    private const string Description =
        """
        Write the canonical dump of a replica's database, or compare the digests of the dumps.

        Replicas at the same update have equal dumps. A passive replica is behind until 'spare flush'.

        Examples:
          spare dump h1-r1 > h1.txt              the whole database of one replica, as text
          spare dump h1-r2 --digest              only its digest
          spare dump --digest                    all replicas; exit code 1 when they differ
        """;

    public static Command Create(Session session)
    {
        var replica = new Argument<string?>("REPLICA")
        {
            Description = "A replica as 'spare status' names it, such as h1-r2; without it all, with --digest",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var digest = new Option<bool>("--digest") { Description = "Only update number, digest and length" };
        var command = new Command("dump", Description) { replica, digest };
        command.SetAction((parsed, cancellation) => (parsed.GetValue(replica), parsed.GetValue(digest)) switch
        {
            (null, true) => CompareAsync(session, parsed, cancellation),
            (null, false) => throw new UsageException("Name a replica, or compare all with --digest"),
            ({ } name, var only) => OneAsync(session, parsed, Parse(name), only, cancellation),
        });
        return command;
    }

    private static ReplicaId Parse(string name) => ReplicaId.TryParse(name, out var replica)
        ? replica
        : throw new UsageException($"'{name}' is no replica: 'spare status' lists them, such as h1-r2");

    private static async Task<int> OneAsync(
        Session session, ParseResult parsed, ReplicaId replica, bool digestOnly, CancellationToken cancellation)
    {
        using var daemons = session.Daemons(parsed);
        var owner = await daemons.OwnerAsync(replica, cancellation);
        if (digestOnly)
        {
            Write(session, parsed, await owner.DumpDigestAsync($"{replica}", cancellation));
        }
        else
        {
            await owner.DumpAsync($"{replica}", new TextWriterStream(session.Output), cancellation);
        }

        return ExitCode.Done;
    }

    private static async Task<int> CompareAsync(Session session, ParseResult parsed, CancellationToken cancellation)
    {
        using var daemons = session.Daemons(parsed);
        var answers = await daemons.AskAsync(client => DigestsAsync(client, cancellation));
        var digests = answers.Values.SelectMany(digest => digest).ToList();
        digests.ForEach(digest => Write(session, parsed, digest));
        if (session.Conclude(answers.Failures) is not ExitCode.Done and var failed)
        {
            return failed;
        }

        return digests.DistinctBy(digest => digest.Digest).Count() <= 1 ? ExitCode.Done : throw new CommandException(
            digests.Where(digest => digest.Update is not null).DistinctBy(digest => digest.Update).Count() > 1
                ? "The replicas are at different updates: 'spare flush' while no client writes makes them comparable."
                : "The replicas differ at the same update: 'spare events' may tell since when; 'spare dump REPLICA' shows the rows.");
    }

    private static async Task<List<DumpDigest>> DigestsAsync(AdminClient client, CancellationToken cancellation)
    {
        var digests = new List<DumpDigest>();
        foreach (var replica in (await client.StatusAsync(cancellation)).Replicas)
        {
            digests.Add(await client.DumpDigestAsync($"{replica.Replica}", cancellation));
        }

        return digests;
    }

    private static void Write(Session session, ParseResult parsed, DumpDigest digest) =>
        session.Output.WriteLine(session.FormOf(parsed) == OutputForm.Json
            ? JsonSerializer.Serialize(digest, AdminJson.Default.DumpDigest)
            : $"{digest.Replica} {(digest.Update is { } update ? $"{update}" : "running")} {digest.Digest} {digest.Bytes} bytes");
}
