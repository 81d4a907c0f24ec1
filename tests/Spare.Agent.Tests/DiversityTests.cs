using System.Collections.Immutable;
using Spare.Protocol;
using Spare.Protocol.Agents;
using Spare.Replicas.Agents;

namespace Spare.Agent.Tests;

/// <summary>Replicas of three suites of Debian, with PostgreSQL 13, 15 and 17, answer and write the same.</summary>
public sealed class DiversityTests : IAsyncLifetime
{
    private const string Setup = """
        CREATE TABLE entry (id serial PRIMARY KEY, note text, at timestamptz);
        CREATE TABLE kind (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, small smallint, exact numeric(20, 5), rough double precision,
            single real, day date, span interval, bits bytea, tree jsonb, list integer[], id_of uuid, net inet, yes boolean,
            twice bigint GENERATED ALWAYS AS (small * 2) STORED);
        CREATE TABLE word (word varchar(40) PRIMARY KEY, count integer NOT NULL DEFAULT 1);
        """;

    private static readonly string[] Suites = ["bullseye", "bookworm", "trixie"];

    private static readonly ImmutableArray<string> Requests =
    [
        "INSERT INTO entry (note) VALUES ('a'), ('b'), (NULL) RETURNING id",
        "UPDATE entry SET note = 'c', at = '2031-05-06 12:00:00.123456+02' WHERE id = 2",
        "DELETE FROM entry WHERE id = 1",
        "INSERT INTO entry (id, note) VALUES (2, 'taken')",
        """
        INSERT INTO kind (small, exact, rough, single, day, span, bits, tree, list, id_of, net, yes) VALUES
          (7, 1.10, 0.1::float8 + 0.2, 1e-7, '2031-02-28', '1 year 2 days 03:04:05.6', '\x00ff', '{"b": [1, 2.50], "a": null}',
           '{3,NULL,1}', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', '10.1.0.0/16', true),
          (-7, 'NaN', 'Infinity', '-0', '0044-03-15 BC', '-1 mon', '', '"\u00e9"', '{}', NULL, '::1', false) RETURNING *
        """,
        "SELECT avg(exact), sum(rough), stddev(small), md5(string_agg(note, ',' ORDER BY id)) FROM kind FULL JOIN entry USING (id)",
        """
        INSERT INTO word SELECT word, count(*) FROM regexp_split_to_table('ß a Z ä z é A', ' ') word GROUP BY word
          ON CONFLICT (word) DO UPDATE SET count = word.count + 1
        """,
        "SELECT word, upper(word) FROM word ORDER BY word",
        "BEGIN; INSERT INTO word VALUES ('gone'); ROLLBACK; UPDATE word SET count = count + 1 WHERE word < 'a' RETURNING word",
        "DO $$ BEGIN FOR i IN 1..50 LOOP INSERT INTO word VALUES ('w' || i); END LOOP; END $$; SELECT setval('entry_id_seq', 90)",
        "INSERT INTO entry (note) SELECT repeat(md5(i::text), 300) FROM generate_series(1, 3) i; UPDATE entry SET at = NULL",
        "TRUNCATE word",
        "SELECT nextval('entry_id_seq')",
    ];

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly Instant Noon = Instant.FromDateTimeOffset(new DateTimeOffset(2031, 5, 6, 12, 0, 0, TimeSpan.Zero));

    private readonly List<DiverseReplica> replicas = [];

    public async Task InitializeAsync()
    {
        foreach (var suite in Suites)
        {
            replicas.Add(await DiverseReplica.StartAsync(suite, Setup));
        }
    }

    public async Task DisposeAsync()
    {
        foreach (var replica in replicas)
        {
            await replica.DisposeAsync();
        }
    }

    [Fact]
    public async Task The_same_requests_give_equal_replies_write_sets_and_databases()
    {
        var agents = await Task.WhenAll(replicas.Select(replica => replica.ConnectAsync()));
        var histories = await Task.WhenAll(replicas.Zip(agents, WriteAllAsync));
        var dumps = await Task.WhenAll(agents.Select(DumpAsync));
        var dropped = await Task.WhenAll(replicas.Zip(
            agents, (replica, agent) => WriteAsync(replica, agent, new SequenceNumber(90), "DROP TABLE kind")));

        Assert.Equal(["13", "15", "17"], replicas.Select(replica => replica.DatabaseVersion));
        Assert.All(histories.Zip(dumps), other =>
        {
            Assert.Equal(histories[0], other.First);
            Assert.Equal(dumps[0], other.Second);
        });
        Assert.Contains(histories[0], line => line.Contains("the service changed its schema: CREATE TABLE", StringComparison.Ordinal));
        Assert.Contains("91", dumps[0], StringComparison.Ordinal);
        Assert.All(dropped, one => Assert.Contains(
            "the service changed its schema: DROP TABLE", Describe(one.Written), StringComparison.Ordinal));
        foreach (var agent in agents)
        {
            await agent.DisposeAsync();
        }
    }

    [Fact]
    public async Task The_state_of_one_moves_to_the_others_as_a_dump_and_takes_updates_there()
    {
        var agents = await Task.WhenAll(replicas.Select(replica => replica.ConnectAsync()));
        var (newest, others) = (agents[^1], agents[..^1]);
        await WriteAllAsync(replicas[^1], newest);
        var state = await DumpAsync(newest);
        foreach (var other in others)
        {
            foreach (var line in state.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                await other.LoadAsync($"{line}\n", CancellationToken.None);
            }

            await other.EndLoadAsync(new UpdateNumber(40), CancellationToken.None);
            Assert.Equal(state, await DumpAsync(other));
        }

        var (_, written) = await WriteAsync(replicas[^1], newest, new SequenceNumber(90), "INSERT INTO entry (note) VALUES ('later')");
        var update = Assert.IsType<CapturedWriteSet.Captured>(written).WriteSet;
        foreach (var other in others)
        {
            Assert.Equal(
                new ApplyOutcome.Applied(new UpdateNumber(41)),
                await other.ApplyAsync(new UpdateNumber(41), [update], ReplicaUse.Updated, CancellationToken.None));
            Assert.Equal(await newest.DumpDigestAsync(CancellationToken.None), await other.DumpDigestAsync(CancellationToken.None));
        }

        foreach (var agent in agents)
        {
            await agent.DisposeAsync();
        }
    }

    /// <returns>For each request the reply, and what it wrote.</returns>
    private static async Task<List<string>> WriteAllAsync(DiverseReplica replica, AgentConnection agent)
    {
        var history = new List<string>();
        var sequence = new SequenceNumber(10);
        foreach (var request in Requests.Add("CREATE TABLE new (id int PRIMARY KEY)"))
        {
            var (reply, written) = await WriteAsync(replica, agent, sequence, request);
            history.AddRange(reply, Describe(written));
            sequence = sequence.Next;
        }

        return history;
    }

    private static async Task<(string Reply, CapturedWriteSet Written)> WriteAsync(
        DiverseReplica replica, AgentConnection agent, SequenceNumber sequence, string request)
    {
        await agent.BeginWriteAsync(sequence, Noon, CancellationToken.None);
        var reply = await replica.SqlAsync(request);
        var end = await agent.EndWriteAsync(sequence, Patience, null, CancellationToken.None);
        return (reply, await Assert.IsType<WriteEnd.Quiet>(end).WriteSet.WaitAsync(Patience));
    }

    private static string Describe(CapturedWriteSet captured) => captured switch
    {
        CapturedWriteSet.Captured { WriteSet: var set } => Convert.ToHexString(set.Bytes.Span),
        _ => captured.ToString(),
    };

    private static async Task<string> DumpAsync(AgentConnection agent)
    {
        var parts = new List<string>();
        await agent.DumpAsync(parts.Add, CancellationToken.None);
        return string.Concat(parts);
    }
}
