using Spare.Protocol.Wire;
using Spare.Replication.Repeats;
using Spare.Runtime.Ports;

namespace Spare.Peers.Transfers;

/// <summary>Records of the journal that travel in one frame: several small ones, or one of any size.</summary>
internal sealed class RecordBatch
{
    /// <summary>Of a frame of several records.</summary>
    private const int BytesMaximum = 512 * 1024;

    private const int RecordOverhead = JournalEndFields.Size + (2 * sizeof(uint)) + 1;

    private readonly WireWriter writer = new(64 * 1024);

    public bool IsEmpty => writer.Length == 0;

    public ReadOnlyMemory<byte> Content => writer.WrittenMemory;

    /// <summary>False: the batch has to leave first.</summary>
    public bool TryAdd(JournalRecord record)
    {
        var size = RecordOverhead + record.Request.Length + record.WriteSet.Length + (record.Kept?.Size ?? 0);
        if (!IsEmpty && writer.Length + size > BytesMaximum)
        {
            return false;
        }

        JournalEndFields.Write(writer, record.End);
        writer.Bytes(record.Request.Span);
        writer.Bytes(record.WriteSet.Span);
        writer.Flag(record.Kept is not null);
        record.Kept?.Format(writer);
        return true;
    }

    public void Clear() => writer.Clear();

    /// <exception cref="IOException">The content is none.</exception>
    public static List<JournalRecord> Parse(ReadOnlyMemory<byte> content)
    {
        var records = new List<JournalRecord>();
        var reader = new WireReader(content.Span);
        while (reader.Remaining > 0)
        {
            var end = JournalEndFields.Read(ref reader);
            var request = Slice(content, ref reader);
            var writeSet = Slice(content, ref reader);
            records.Add(new JournalRecord(end.Sequence, end.Time, end.Update, end.Chain, request, writeSet)
            {
                Kept = reader.Flag() ? KeptReply.Parse(ref reader) : null,
            });
        }

        return reader.Failed ? throw new IOException("records came that cannot be read") : records;
    }

    /// <summary>A view of the content: records are large, and nobody changes a frame that came.</summary>
    private static ReadOnlyMemory<byte> Slice(ReadOnlyMemory<byte> content, ref WireReader reader)
    {
        var length = reader.Bytes(TransferChannel.ContentMaximum).Length;
        return content.Slice(content.Length - reader.Remaining - length, length);
    }
}
