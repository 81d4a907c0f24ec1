using Spare.Protocol;
using Spare.Protocol.Admin.Faults;
using Spare.Protocol.Agents.Reports;
using Spare.Protocol.WriteSets;
using Spare.Replicas.Faults;

namespace Spare.Replicas.Tests.Faults;

/// <summary>What the faults make of a write set: another one, well-formed, that only a vote can tell.</summary>
public sealed class WriteSetFaultTests
{
    private static readonly ReplicaId Replica = new(new HostId(1), 1);
    private static readonly RowShape Shape = new(new TableName("public", "item"), [new Column("key", "text")]);

    private static readonly Change A = new Change.Inserted(new Row(Shape, ["a"]));
    private static readonly Change B = new Change.Deleted(new Row(Shape, ["b"]));
    private static readonly Change NotA = new Change.Deleted(new Row(Shape, ["a"]));
    private static readonly SequenceValue Moved = new(new TableName("public", "counter"), 7, true);

    private readonly FaultRegistry faults = new();

    public static TheoryData<FaultKind, Change[]> Kinds => new()
    {
        { FaultKind.OmittedRow, [A] },
        { FaultKind.AddedRow, [A, B, NotA] },
        { FaultKind.ReorderedRows, [B, A] },
        { FaultKind.DuplicatedRow, [A, A, B] },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_rows_are_others_and_the_rest_stays(FaultKind kind, Change[] expected)
    {
        Set(kind);

        var altered = Alter(1, A, B);

        Assert.Equal(new WriteSet([.. expected], [Moved]), altered);
        Assert.Empty(faults.All);
        Assert.Equal(new WriteSet([A, B], [Moved]), Alter(2, A, B));
    }

    [Fact]
    public void The_rows_of_an_earlier_write_are_those_of_a_later_one()
    {
        Set(FaultKind.MisattributedRows);

        Assert.Equal(new WriteSet([A], [Moved]), Alter(1, A));
        Assert.Equal(new WriteSet([A], [Moved]), Alter(2, B));
        Assert.Equal(new WriteSet([B], [Moved]), Alter(3, B));
    }

    [Theory]
    [InlineData(FaultKind.OmittedRow)]
    [InlineData(FaultKind.AddedRow)]
    [InlineData(FaultKind.ReorderedRows)]
    [InlineData(FaultKind.DuplicatedRow)]
    [InlineData(FaultKind.MisattributedRows)]
    public void A_write_set_that_cannot_have_the_fault_is_passed_over(FaultKind kind)
    {
        Set(kind);

        Assert.Equal(EncodedWriteSet.Empty, faults.Alter(Replica, new(new(1), EncodedWriteSet.Empty)).WriteSet);

        Assert.Equal(1, Assert.Single(faults.All).Count);
    }

    [Fact]
    public void One_row_cannot_be_reordered()
    {
        Set(FaultKind.ReorderedRows);

        Assert.Equal(new WriteSet([A], [Moved]), Alter(1, A));
        Assert.Equal(new WriteSet([B, A], [Moved]), Alter(2, A, B));
    }

    [Fact]
    public void A_malformed_write_set_stays_as_it_is()
    {
        Set(FaultKind.OmittedRow);
        var malformed = new WriteSetCaptured(new(1), new EncodedWriteSet(new byte[] { 1, 2, 3 }));

        Assert.Same(malformed, faults.Alter(Replica, malformed));
    }

    private void Set(FaultKind kind) =>
        Assert.True(faults.TrySet(new InjectedFault { Kind = kind, Replica = Replica, Count = 1 }));

    private WriteSet Alter(ulong sequence, params Change[] changes)
    {
        var altered = faults.Alter(Replica, new(new(sequence), new WriteSet([.. changes], [Moved]).Encode()));
        Assert.Equal(new SequenceNumber(sequence), altered.Sequence);
        Assert.True(WriteSet.TryParse(altered.WriteSet.Bytes.Span, WriteSetBounds.Standard, out var parsed));
        return parsed;
    }
}
