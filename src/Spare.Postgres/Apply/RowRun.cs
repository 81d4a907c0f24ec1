using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Npgsql;
using Spare.Protocol;
using Spare.Protocol.WriteSets;

namespace Spare.Postgres.Apply;

/// <summary>Rows of one table that one call changes, in the order of execution.</summary>
internal sealed class RowRun(RowCall call, NpgsqlBatchCommand command)
{
    private readonly List<(UpdateNumber Update, Change Change)> changes = [];
    private readonly List<string?> values = [];

    public RowCall Call => call;

    public void Add(UpdateNumber update, Change change)
    {
        var (row, key) = change switch
        {
            Change.Inserted inserted => (inserted.Row.Values, []),
            Change.Updated updated => (updated.Changed.Values, updated.Key.Values),
            Change.Deleted deleted => ([], deleted.Key.Values),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        var start = values.Count;
        CollectionsMarshal.SetCount(values, start + call.Width);
        var one = CollectionsMarshal.AsSpan(values)[start..];
        one.Clear();
        Place(row, call.Places.AsSpan(0, row.Length), one);
        Place(key, call.Places.AsSpan(row.Length), one);
        changes.Add((update, change));
    }

    /// <param name="number">What an error names the call by.</param>
    public void Complete(int number)
    {
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = number });
        command.Parameters.Add(new NpgsqlParameter<string?[]> { TypedValue = [.. values] });
        if (call.Changed is { } changed)
        {
            command.Parameters.Add(new NpgsqlParameter<bool[]> { TypedValue = changed });
        }
    }

    public (UpdateNumber Update, Change Change) At(int place) => changes[place];

    private static void Place(ImmutableArray<string?> from, ReadOnlySpan<int> places, Span<string?> one)
    {
        for (var index = 0; index < from.Length; index++)
        {
            one[places[index]] = from[index];
        }
    }
}
