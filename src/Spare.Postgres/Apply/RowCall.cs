using Spare.Protocol.WriteSets;

namespace Spare.Postgres.Apply;

/// <summary>How rows of one shape are changed: what is called, and where their values go.</summary>
/// <param name="Text">The call; only names of this server's own catalog are in it.</param>
/// <param name="Width">Values of one row, given or not.</param>
/// <param name="Places">Where each value of a change goes: those of the new row, then those of the key before.</param>
/// <param name="Changed">For every column, whether an update changes it.</param>
internal sealed record RowCall(TableName Table, string Text, int Width, int[] Places, bool[]? Changed);
