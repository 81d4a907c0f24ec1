using System.CommandLine;
using Npgsql;
using Rubis.Service.Loading;
using Rubis.Service.Serving;

namespace Rubis.Service.Commands;

/// <summary>Makes the tables and loads generated rows.</summary>
internal static class LoadCommand
{
    private static readonly Option<string> Size = new("--size")
    {
        Description = "How much: tiny (some hundred rows), small (100,000 users, 500,000 bids), large (ten times that).",
        DefaultValueFactory = _ => "small",
    };

    private static readonly Option<ulong> Seed = new("--seed")
    {
        Description = "Equal seeds, sizes and dates load equal rows.",
        DefaultValueFactory = _ => Plan.DefaultSeed,
    };

    private static readonly Option<DateTime> Date = new("--date")
    {
        Description = "The day before which old auctions ended; active ones end a century later.",
        DefaultValueFactory = _ => Plan.DefaultReference,
    };

    private static readonly Option<bool> Replace = new("--replace")
    {
        Description = "Drop tables that are there already.",
    };

    private static readonly Option<int?> Users = Count("--users", 1, 10_000_000);
    private static readonly Option<int?> OldItems = Count("--old-items", 0, 10_000_000);
    private static readonly Option<int?> ActiveItems = Count("--active-items", 1, 10_000_000);
    private static readonly Option<int?> BidsPerItem = Count("--bids-per-item", 1, 1000);
    private static readonly Option<int?> DescriptionLength = Count("--description-length", 1, 8192);
    private static readonly Option<int?> CommentLength = Count("--comment-length", 1, 2048);

    public static Command Make()
    {
        Size.AcceptOnlyFromAmong("tiny", "small", "large");
        var load = new Command("load", "Make the tables and load generated rows.")
        {
            Size, Seed, Date, Replace, Users, OldItems, ActiveItems, BidsPerItem, DescriptionLength, CommentLength,
        };
        load.SetAction(RunAsync);
        return load;
    }

    private static Option<int?> Count(string name, int smallest, int largest)
    {
        var option = new Option<int?>(name) { Description = $"Instead of the size's, {smallest} to {largest}." };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is { } count && (count < smallest || count > largest))
            {
                result.AddError($"{name} is a number from {smallest} to {largest}.");
            }
        });
        return option;
    }

    private static async Task<int> RunAsync(ParseResult result, CancellationToken cancellation)
    {
        var size = LoadSize.Named(result.GetRequiredValue(Size));
        size = size with
        {
            Users = result.GetValue(Users) ?? size.Users,
            OldItems = result.GetValue(OldItems) ?? size.OldItems,
            ActiveItems = result.GetValue(ActiveItems) ?? size.ActiveItems,
            BidsPerItem = result.GetValue(BidsPerItem) ?? size.BidsPerItem,
            DescriptionLength = result.GetValue(DescriptionLength) ?? size.DescriptionLength,
            CommentLength = result.GetValue(CommentLength) ?? size.CommentLength,
        };
        var reference = DateTime.SpecifyKind(result.GetValue(Date), DateTimeKind.Unspecified);
        var plan = new Plan(size, result.GetValue(Seed), reference);
        return await LoadAsync(plan, result.GetValue(Replace) ? Existing.Replace : Existing.Keep, cancellation);
    }

    private static async Task<int> LoadAsync(Plan plan, Existing existing, CancellationToken cancellation)
    {
        try
        {
            await using var database = DatabaseOptions.Open(connections: 1);
            await using var connection = await database.OpenConnectionAsync(cancellation);
            await new Loader(connection, Console.Error, cancellation).LoadAsync(plan, existing);
            return 0;
        }
        catch (FormatException wrong)
        {
            await Console.Error.WriteLineAsync($"rubis-service: {wrong.Message}");
            return RubisCommand.WrongUsage;
        }
        catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.DuplicateTable)
        {
            await Console.Error.WriteLineAsync(
                $"rubis-service: {refused.MessageText}; --replace drops the tables and loads them again.");
            return 1;
        }
        catch (NpgsqlException failure)
        {
            await Console.Error.WriteLineAsync($"rubis-service: the database refused: {failure.Message}");
            return 1;
        }
    }
}
