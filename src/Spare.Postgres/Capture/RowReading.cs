using System.Collections.Immutable;
using Npgsql.Replication.PgOutput;
using Spare.Postgres.Catalog;
using Spare.Protocol.WriteSets;

namespace Spare.Postgres.Capture;

/// <summary>Reads the rows of log messages into changes, up to a number of bytes per row.</summary>
/// <remarks>Loops instead of queries: those over a structure of ours are compiled when the first row comes, and somebody waits.</remarks>
internal sealed class RowReading(int bytesMaximum)
{
    /// <returns>Values by column; <c>null</c> when the row is larger than the maximum.</returns>
    public async ValueTask<RowValue[]?> ReadAsync(
        ReplicationTuple tuple, TableDescription table, CancellationToken cancellation)
    {
        var values = new RowValue[table.Columns.Length];
        long size = 0;
        var index = 0;
        await foreach (var value in tuple.WithCancellation(cancellation).ConfigureAwait(false))
        {
            if (value.IsDBNull || value.IsUnchangedToastedValue)
            {
                values[index++] = new RowValue(null, value.IsUnchangedToastedValue);
                continue;
            }

            size += value.Length;
            if (size <= bytesMaximum)
            {
                values[index] = new RowValue(await value.Get<string>(cancellation).ConfigureAwait(false), IsUnknown: false);
            }

            index++;
        }

        return size <= bytesMaximum ? values : null;
    }

    /// <summary>A row of two texts.</summary>
    public static async ValueTask<(string First, string Second)> ReadPairAsync(
        ReplicationTuple tuple, CancellationToken cancellation)
    {
        var values = new List<string>();
        await foreach (var value in tuple.WithCancellation(cancellation).ConfigureAwait(false))
        {
            values.Add(await value.Get<string>(cancellation).ConfigureAwait(false));
        }

        return values is [var first, var second]
            ? (first, second)
            : throw new FormatException($"a mark has {values.Count} values");
    }

    /// <summary>Only reads past the row.</summary>
    public static async ValueTask SkipAsync(ReplicationTuple tuple, CancellationToken cancellation)
    {
        await foreach (var unread in tuple.WithCancellation(cancellation).ConfigureAwait(false))
        {
            _ = unread;
        }
    }

    public static Change Inserted(TableDescription table, RowValue[] values)
    {
        var texts = ImmutableArray.CreateBuilder<string?>(values.Length);
        foreach (var value in values)
        {
            texts.Add(value.Text);
        }

        return new Change.Inserted(new Row(table.Whole, texts.MoveToImmutable()));
    }

    public static Change Deleted(TableDescription table, RowValue[] old) => new Change.Deleted(KeyOf(table, old));

    /// <returns><c>null</c> when no value became another one.</returns>
    public static Change? Updated(TableDescription table, RowValue[] old, RowValue[] values)
    {
        var columns = ImmutableArray.CreateBuilder<Column>();
        var changed = ImmutableArray.CreateBuilder<string?>();
        for (var index = 0; index < values.Length; index++)
        {
            if (!values[index].IsUnknown && !string.Equals(values[index].Text, old[index].Text, StringComparison.Ordinal))
            {
                columns.Add(table.Columns[index]);
                changed.Add(values[index].Text);
            }
        }

        return columns.Count == 0
            ? null
            : new Change.Updated(
                KeyOf(table, old), new Row(new RowShape(table.Name, columns.DrainToImmutable()), changed.DrainToImmutable()));
    }

    private static Row KeyOf(TableDescription table, RowValue[] old)
    {
        var texts = ImmutableArray.CreateBuilder<string?>();
        for (var index = 0; index < old.Length; index++)
        {
            if (table.InKey[index])
            {
                texts.Add(old[index].Text);
            }
        }

        return new Row(table.Key, texts.DrainToImmutable());
    }
}

/// <summary>A column's value in the log.</summary>
/// <param name="IsUnknown">Stored out of line and not touched by the update.</param>
internal readonly record struct RowValue(string? Text, bool IsUnknown);
