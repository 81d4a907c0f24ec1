using Spare.Postgres.Apply;
using Spare.Postgres.Preparation;
using Spare.Protocol;
using Spare.Protocol.Agents;
using Spare.Protocol.WriteSets;

namespace Spare.Postgres.Tests.Apply;

/// <summary>Updates are applied in order and as a whole, or leave nothing behind.</summary>
[Collection(ServerCollection.Name)]
public sealed class UpdateApplierTests(SharedServer shared)
{
    private const string Setup = "CREATE TABLE item (id serial PRIMARY KEY, name text NOT NULL)";

    private static readonly TableName Item = new("public", "item");
    private static readonly Column Id = new("id", "integer");
    private static readonly Column Name = new("name", "text");
    private static readonly RowShape Key = new(Item, [Id]);

    [Fact]
    public async Task Records_the_number_of_the_last_update()
    {
        var database = await PreparedDatabase.CreateAsync(shared.Server, Setup);
        await using var applier = await database.OpenApplierAsync();

        Assert.Equal(
            new ApplyResult.Applied(new UpdateNumber(2)),
            await ApplyAsync(applier, 1, Of(Insert("1", "a")), Of(Insert("2", "b"))));
        Assert.Equal(new ApplyResult.Applied(new UpdateNumber(3)), await ApplyAsync(applier, 3, Of(Insert("3", "c"))));

        Assert.Equal(new ReplicaRecord(new UpdateNumber(3), ReplicaUse.Updated), await RecordAsync(database));
    }

    [Fact]
    public async Task The_last_updates_and_the_record_that_they_are_the_last_are_one_transaction()
    {
        var database = await PreparedDatabase.CreateAsync(shared.Server, Setup);
        await using var applier = await database.OpenApplierAsync();

        var refused = await applier.ApplyAsync(
            new UpdateNumber(1), [Of(Insert("1", null))], ReplicaUse.Executed, CancellationToken.None);
        var afterRefusal = await RecordAsync(database);
        var applied = await applier.ApplyAsync(
            new UpdateNumber(1), [Of(Insert("1", "a"))], ReplicaUse.Executed, CancellationToken.None);

        Assert.IsType<ApplyResult.Refused>(refused);
        Assert.Equal(new ReplicaRecord(UpdateNumber.None, ReplicaUse.Updated), afterRefusal);
        Assert.Equal(new ApplyResult.Applied(new UpdateNumber(1)), applied);
        Assert.Equal(new ReplicaRecord(new UpdateNumber(1), ReplicaUse.Executed), await RecordAsync(database));
    }

    [Theory]
    [InlineData(0UL)]
    [InlineData(2UL)]
    public async Task Refuses_a_batch_that_does_not_follow(ulong first)
    {
        var database = await PreparedDatabase.CreateAsync(shared.Server, Setup);

        await RefusesAsync(database, first, $"the batch begins at u{first}, and this replica is at u0", Of(Insert("1", "a")));
    }

    [Fact]
    public async Task Refuses_a_replica_that_executed_requests()
    {
        var database = await PreparedDatabase.CreateAsync(shared.Server, Setup);
        await using var spare = await PreparedDatabase.OpenAsync(database.Address.ConnectionString);
        await ReplicaRecord.MarkExecutedAsync(spare, CancellationToken.None);

        await RefusesAsync(
            database, 1, "this replica executed requests: it has to be built anew", Of(Insert("1", "a")));
    }

    [Fact]
    public async Task Leaves_nothing_behind_when_a_row_is_missing()
    {
        var database = await PreparedDatabase.CreateAsync(shared.Server, Setup);

        await RefusesAsync(
            database, 1, "u2: 0 rows instead of one at: update public.item where id = '7': name = 'x'",
            Of(Insert("1", "a")),
            Of(new Change.Updated(new Row(Key, ["7"]), new Row(new RowShape(Item, [Name]), ["x"]))));
    }

    [Theory]
    [InlineData("1", null, "null value in column \"name\"")]
    [InlineData("one", "a", "invalid input syntax for type integer")]
    [InlineData("1); DROP TABLE item; --", "a", "invalid input syntax for type integer")]
    public async Task Leaves_nothing_behind_when_the_database_refuses_a_row(string id, string? name, string reason)
    {
        var database = await PreparedDatabase.CreateAsync(shared.Server, Setup);

        await RefusesAsync(database, 1, reason, Of(Insert("5", "a")), Of(Insert(id, name)));
    }

    [Fact]
    public async Task Names_the_row_that_the_database_refuses()
    {
        var database = await PreparedDatabase.CreateAsync(shared.Server, Setup + "; CREATE TABLE other (id integer PRIMARY KEY)");
        var other = new RowShape(new TableName("public", "other"), [Id]);

        await RefusesAsync(
            database, 1, "u3: invalid input syntax for type integer: \"x\" (22P02) at: insert public.item: id = 'x', name = 'c'",
            Of(Insert("1", "a")), Of(new Change.Inserted(new Row(other, ["1"])), Insert("2", "b")), Of(Insert("x", "c")));
        await RefusesAsync(
            database, 1, "u1: duplicate key value violates unique constraint \"item_pkey\" (23505) at: insert public.item: id = '1'",
            Of(Insert("1", "a"), Insert("1", "b")));
    }

    [Fact]
    public async Task Very_many_changes_are_applied_as_a_whole_or_not_at_all()
    {
        const int Many = 4_500;
        var database = await PreparedDatabase.CreateAsync(shared.Server, Setup);
        var writeSets = Enumerable.Range(1, Many).Select(id => Of(Insert($"{id}", "a"))).ToArray();

        await RefusesAsync(database, 1, $"u{Many + 1}: duplicate key value", [.. writeSets, Of(Insert("1", "b"))]);
        await using var applier = await database.OpenApplierAsync();

        Assert.Equal(new ApplyResult.Applied(new UpdateNumber(Many)), await ApplyAsync(applier, 1, writeSets));
        Assert.Equal($"{Many}", await AskAsync(database, "SELECT count(*)::text FROM public.item"));
    }

    [Fact]
    public async Task Changes_of_one_table_keep_their_order()
    {
        var database = await PreparedDatabase.CreateAsync(shared.Server, Setup);
        await using var applier = await database.OpenApplierAsync();

        Assert.IsType<ApplyResult.Applied>(await ApplyAsync(
            applier, 1,
            Of(Insert("1", "a"), new Change.Truncated([Item])),
            Of(Insert("1", "b"), Insert("2", "c")),
            Of(new Change.Deleted(new Row(Key, ["1"])), Insert("1", "d"), Rename("1", "e"), Rename("1", "f"))));

        Assert.Equal("1f 2c", await AskAsync(database, "SELECT string_agg(id || name, ' ' ORDER BY id) FROM public.item"));
    }

    [Fact]
    public async Task Refuses_rows_of_other_columns_than_the_table_has()
    {
        var database = await PreparedDatabase.CreateAsync(
            shared.Server, "CREATE TABLE item (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text)");

        await RefusesAsync(
            database, 1, "u1: a row of table public.item has 2 columns, not 1", Of(new Change.Inserted(new Row(Key, ["1"]))));
        await RefusesAsync(
            database, 1, "u1: the columns of table public.item come in another order than public.item (name text, id integer)",
            Of(new Change.Inserted(new Row(new RowShape(Item, [Name, Id]), ["a", "1"]))));
        await RefusesAsync(
            database, 1, "u1: no update can assign id integer of table public.item",
            Of(new Change.Updated(new Row(Key, ["1"]), new Row(Key, ["2"]))));
    }

    [Fact]
    public async Task A_rehearsal_of_every_table_changes_nothing()
    {
        var database = await PreparedDatabase.CreateAsync(
            shared.Server, Setup + "; INSERT INTO item VALUES (1, 'a'); CREATE TABLE \"it's\" (id int PRIMARY KEY, sizes text[] NOT NULL)");
        var before = await database.DumpAsync();
        await using var applier = await database.OpenApplierAsync();

        await applier.RehearseAsync(CancellationToken.None);
        await applier.RehearseAsync(CancellationToken.None);

        Assert.Equal(before, await database.DumpAsync());
        Assert.Equal(new ApplyResult.Applied(UpdateNumber.None.Next), await ApplyAsync(applier, 1, Of(Rename("1", "b"))));
    }

    [Fact]
    public async Task Takes_names_from_the_catalog_only()
    {
        var database = await PreparedDatabase.CreateAsync(shared.Server, Setup);
        var trick = new TableName("public", "item\"; DROP TABLE item; --");

        await RefusesAsync(
            database, 1, $"u1: there is no table {trick}", Of(new Change.Inserted(new Row(new RowShape(trick, [Id]), ["1"]))));
        await RefusesAsync(database, 1, $"u1: there is no table {trick}", Of(new Change.Truncated([Item, trick])));
        await RefusesAsync(
            database, 1, "u1: there is no table spare.applied",
            Of(new Change.Truncated([new TableName("spare", "applied")])));
        await RefusesAsync(
            database, 1, "u1: table public.item has no column id) SELECT 1; -- integer",
            Of(new Change.Inserted(new Row(new RowShape(Item, [new Column("id) SELECT 1; --", "integer")]), ["1"]))));
        await RefusesAsync(
            database, 1, "u1: table public.item has no column name integer",
            Of(new Change.Inserted(new Row(new RowShape(Item, [new Column("name", "integer")]), ["1"]))));
    }

    [Fact]
    public async Task Finds_rows_by_the_whole_key_only()
    {
        var database = await PreparedDatabase.CreateAsync(shared.Server, Setup);

        await RefusesAsync(
            database, 1, "u1: the key of table public.item is not (name text)",
            Of(new Change.Deleted(new Row(new RowShape(Item, [Name]), ["a"]))));
    }

    [Fact]
    public async Task Sets_sequences_and_refuses_unknown_ones()
    {
        var database = await PreparedDatabase.CreateAsync(shared.Server, Setup);
        await RefusesAsync(
            database, 1, "there is no sequence public.other",
            new WriteSet([], [new SequenceValue(new TableName("public", "other"), 1, true)]));
        await using var applier = await database.OpenApplierAsync();

        await ApplyAsync(applier, 1, new WriteSet([], [new SequenceValue(new TableName("public", "item_id_seq"), 9, false)]));

        Assert.Contains("sequence public.item_id_seq at 9, not called", await database.DumpAsync());
    }

    private static WriteSet Of(params Change[] changes) => new([.. changes], []);

    private static Change.Inserted Insert(string id, string? name) => new(new Row(new RowShape(Item, [Id, Name]), [id, name]));

    private static Change.Updated Rename(string id, string name) =>
        new(new Row(Key, [id]), new Row(new RowShape(Item, [Name]), [name]));

    private static Task<ApplyResult> ApplyAsync(UpdateApplier applier, ulong first, params WriteSet[] writeSets) =>
        applier.ApplyAsync(new UpdateNumber(first), writeSets, ReplicaUse.Updated, CancellationToken.None);

    private static async Task<object?> AskAsync(PreparedDatabase database, string question)
    {
        await using var spare = await PreparedDatabase.OpenAsync(database.Address.ConnectionString);
        await using var command = spare.CreateCommand();
#pragma warning disable CA2100 // The questions are the test's own.
        command.CommandText = question;
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync();
    }

    private static async Task<ReplicaRecord> RecordAsync(PreparedDatabase database)
    {
        await using var spare = await PreparedDatabase.OpenAsync(database.Address.ConnectionString);
        return await ReplicaRecord.ReadAsync(spare, CancellationToken.None);
    }

    private static async Task RefusesAsync(
        PreparedDatabase database, ulong first, string reason, params WriteSet[] writeSets)
    {
        var (before, record) = (await database.DumpAsync(), await RecordAsync(database));
        await using var applier = await database.OpenApplierAsync();

        var refused = Assert.IsType<ApplyResult.Refused>(await ApplyAsync(applier, first, writeSets));

        Assert.Contains(reason, refused.Reason, StringComparison.Ordinal);
        Assert.Equal(before, await database.DumpAsync());
        Assert.Equal(record, await RecordAsync(database));
    }
}
