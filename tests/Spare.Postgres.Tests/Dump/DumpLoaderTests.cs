using Spare.Postgres.Catalog;
using Spare.Postgres.Dump;
using Spare.Postgres.Preparation;
using Spare.Protocol;

namespace Spare.Postgres.Tests.Dump;

[Collection(ServerCollection.Name)]
public sealed class DumpLoaderTests(SharedServer shared)
{
    private const string Setup = """
        CREATE TABLE part (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, whole int NOT NULL,
            twice bigint GENERATED ALWAYS AS (whole * 2) STORED);
        CREATE TABLE whole (id int PRIMARY KEY, note text);
        CREATE TABLE word (word text PRIMARY KEY);
        ALTER TABLE part ADD FOREIGN KEY (whole) REFERENCES whole;
        CREATE SEQUENCE unused START 5;
        CREATE FUNCTION shout() RETURNS trigger LANGUAGE plpgsql AS
          'BEGIN NEW.note := upper(NEW.note); RETURN NEW; END';
        """;

    private const string Rows = """
        INSERT INTO whole VALUES (1, E'tab\there\nline\\'), (2, NULL), (3, '');
        INSERT INTO part (whole) VALUES (1), (3);
        INSERT INTO word VALUES ('\.'), (E'\\.\n\\.'), ('table public.word (word text)'), ('\N'), ('ß');
        CREATE TRIGGER shout BEFORE INSERT ON whole FOR EACH ROW EXECUTE FUNCTION shout();
        """;

    private static readonly UpdateNumber Last = new(7);

    [Fact]
    public async Task An_equal_database_comes_of_a_dump_whatever_was_there_before()
    {
        var source = await PreparedDatabase.CreateAsync(shared.Server, Setup + Rows);
        var target = await PreparedDatabase.CreateAsync(
            shared.Server, Setup + "INSERT INTO whole VALUES (9, 'old'); SELECT nextval('unused');" + Rows);

        await LoadAsync(target, await source.DumpAsync(), Last);

        Assert.Equal(await source.DumpAsync(), await target.DumpAsync());
        await using var spare = await PreparedDatabase.OpenAsync(target.Address.ConnectionString);
        var record = await ReplicaRecord.ReadAsync(spare, CancellationToken.None);
        Assert.Equal(Last, record.Update);
    }

    [Fact]
    public async Task Nothing_changes_by_a_dump_that_is_not_whole()
    {
        var source = await PreparedDatabase.CreateAsync(shared.Server, Setup + Rows);
        var target = await PreparedDatabase.CreateAsync(shared.Server, Setup);
        var (before, dump) = (await target.DumpAsync(), await source.DumpAsync());

        foreach (var length in Enumerable.Range(1, dump.Count - 1))
        {
            await Assert.ThrowsAsync<FormatException>(() => LoadAsync(target, dump[..length], Last));
            Assert.Equal(before, await target.DumpAsync());
        }
    }

    [Theory]
    [InlineData("CREATE TABLE item (id int PRIMARY KEY)")]
    [InlineData("CREATE TABLE item (id bigint PRIMARY KEY); CREATE SEQUENCE other")]
    [InlineData("CREATE TABLE item (id bigint PRIMARY KEY, note text)")]
    public async Task The_dump_of_another_schema_is_refused(string other)
    {
        var source = await PreparedDatabase.CreateAsync(shared.Server, "CREATE TABLE item (id bigint PRIMARY KEY)");
        var target = await PreparedDatabase.CreateAsync(shared.Server, other);

        await Assert.ThrowsAsync<FormatException>(
            async () => await LoadAsync(target, await source.DumpAsync(), Last));
    }

    private static async Task LoadAsync(PreparedDatabase target, List<string> dump, UpdateNumber last)
    {
        await using var spare = await PreparedDatabase.OpenAsync(target.Address.ConnectionString);
        var catalog = await DatabaseCatalog.LoadAsync(spare, CancellationToken.None);
        await using var loader = await DumpLoader.OpenAsync(target.Address, catalog, CancellationToken.None);
        foreach (var part in dump.Chunk(3))
        {
            await loader.LoadAsync(string.Concat(part.Select(line => $"{line}\n")), CancellationToken.None);
        }

        await loader.FinishAsync(last, CancellationToken.None);
    }
}
