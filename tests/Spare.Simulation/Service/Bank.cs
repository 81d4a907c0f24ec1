using System.Buffers.Binary;
using Spare.Protocol;
using Spare.Replication.Execution;

namespace Spare.Simulation.Service;

/// <summary>
/// The service of the simulation: a few accounts. Deterministic: an outcome depends on the request, the accounts,
/// and agreed time and seed.
/// </summary>
public sealed class Bank
{
    public const int Accounts = 8;

    private const int Ticket = Accounts;

    /// <summary>No request reads or writes it.</summary>
    private const int Unseen = Accounts + 1;

    private readonly long[] cells;

    public Bank()
    {
        cells = new long[Unseen + 1];
        Array.Fill(cells, 1_000, 0, Accounts);
    }

    private Bank(long[] cells) => this.cells = cells;

    /// <summary>The whole state.</summary>
    public Digest State
    {
        get
        {
            Span<byte> bytes = stackalloc byte[cells.Length * sizeof(long)];
            for (var i = 0; i < cells.Length; i++)
            {
                BinaryPrimitives.WriteInt64LittleEndian(bytes[(i * sizeof(long))..], cells[i]);
            }

            return Digest.Of(bytes);
        }
    }

    public bool IsCorruptedUnseen => cells[Unseen] != 0;

    public Bank Clone() => new([.. cells]);

    /// <summary>Executes a request and gives reply and write set, both in canonical form.</summary>
    public (byte[] Reply, byte[] WriteSet) Execute(OrderedRequest request)
    {
        var call = BankRequest.Parse(request.Request.Span);
        var (first, second) = (call.First % Accounts, call.Second % Accounts);
        switch (call.Operation)
        {
            case BankOperation.Balance:
                return (Reply(call, cells[first]), []);
            case BankOperation.Total:
                return (Reply(call, Sum() ^ request.Time.Microseconds ^ (long)request.Seed.Low), []);
            case BankOperation.Deposit:
                return Write(call, (first, cells[first] + call.Amount));
            case BankOperation.Transfer when first == second:
                return (Reply(call, -1), []);
            case BankOperation.Transfer when cells[first] < call.Amount:
                return Write(call, (Ticket, cells[Ticket] + 1));
            case BankOperation.Transfer:
                return Write(
                    call, (first, cells[first] - call.Amount), (second, cells[second] + call.Amount),
                    (Ticket, cells[Ticket] + 1));
            case BankOperation.Mix:
                return Write(call, (first, (cells[first] * 31) + cells[second] + call.Amount));
            case BankOperation.Draw:
                return Write(call, (first, (long)(request.Seed.High % 10_000) + (request.Time.Microseconds % 1_000)));
            default:
                return (Reply(call, (long)request.Seed.High), []);
        }
    }

    public void Apply(ReadOnlySpan<byte> writeSet)
    {
        for (; writeSet.Length >= 9; writeSet = writeSet[9..])
        {
            cells[writeSet[0]] = BinaryPrimitives.ReadInt64LittleEndian(writeSet[1..]);
        }
    }

    /// <summary>What an intruder does to the state: no request explains it.</summary>
    public void Corrupt(int account, long value) => cells[account % Accounts] += value;

    /// <summary>What an intruder leaves behind where no request looks.</summary>
    public void CorruptUnseen() => cells[Unseen] = 1;

    private static byte[] Reply(BankRequest call, long value)
    {
        var reply = new byte[9];
        reply[0] = (byte)call.Operation;
        BinaryPrimitives.WriteInt64LittleEndian(reply.AsSpan(1), value);
        return reply;
    }

    private (byte[] Reply, byte[] WriteSet) Write(BankRequest call, params ReadOnlySpan<(int Cell, long Value)> changes)
    {
        var writeSet = new byte[9 * changes.Length];
        for (var i = 0; i < changes.Length; i++)
        {
            cells[changes[i].Cell] = changes[i].Value;
            writeSet[9 * i] = (byte)changes[i].Cell;
            BinaryPrimitives.WriteInt64LittleEndian(writeSet.AsSpan((9 * i) + 1), changes[i].Value);
        }

        return (Reply(call, changes[0].Value), writeSet);
    }

    private long Sum()
    {
        var sum = 0L;
        for (var i = 0; i < Accounts; i++)
        {
            sum += cells[i];
        }

        return sum;
    }
}
