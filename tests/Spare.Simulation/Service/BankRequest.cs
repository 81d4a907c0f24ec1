using System.Buffers.Binary;
using System.Collections.Immutable;

namespace Spare.Simulation.Service;

/// <summary>A request to the bank: what, on which accounts, how much. Eight bytes on the wire.</summary>
public readonly record struct BankRequest(BankOperation Operation, byte First, byte Second, int Amount)
{
    /// <summary>Deadly requests of one operation differ in so many ways: most that are sent are like an earlier one.</summary>
    private const int KindsOfPoison = 3;

    public bool IsRead => Operation is BankOperation.Balance or BankOperation.Total or BankOperation.DeadlyRead;

    public static BankRequest Parse(ReadOnlySpan<byte> bytes) => new(
        (BankOperation)bytes[0], bytes[1], bytes[2], BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]));

    /// <summary>A request at random; <paramref name="deadly"/> in a thousand are of <paramref name="poison"/>.</summary>
    public static BankRequest Draw(SeededRandom random, int readPercent, int deadly, ImmutableArray<BankOperation> poison)
    {
        BankOperation operation;
        if (random.PerMille(deadly))
        {
            operation = random.Of([.. poison]);
            return new BankRequest(operation, 0, 0, random.Below(KindsOfPoison));
        }
        else if (random.Below(100) < readPercent)
        {
            operation = random.OneIn(4) ? BankOperation.Total : BankOperation.Balance;
        }
        else
        {
            operation = random.Of(
            [
                BankOperation.Deposit, BankOperation.Transfer, BankOperation.Transfer, BankOperation.Mix,
                BankOperation.Draw, BankOperation.Nothing,
            ]);
        }

        return new BankRequest(
            operation, (byte)random.Below(Bank.Accounts), (byte)random.Below(Bank.Accounts), random.Below(500));
    }

    public byte[] Encode()
    {
        var bytes = new byte[8];
        bytes[0] = (byte)Operation;
        bytes[1] = First;
        bytes[2] = Second;
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), Amount);
        return bytes;
    }
}

/// <summary>What the bank can do.</summary>
public enum BankOperation : byte
{
    /// <summary>Read one account.</summary>
    Balance = 1,

    /// <summary>Read all accounts; the reply depends on agreed time and seed as well.</summary>
    Total = 2,

    Deposit = 3,

    /// <summary>From one account to another; rolled back when there is too little, but the ticket counter moves.</summary>
    Transfer = 4,

    /// <summary>A write on which the order matters.</summary>
    Mix = 5,

    /// <summary>Sets an account to a number drawn from agreed seed and time.</summary>
    Draw = 6,

    /// <summary>Takes the write path and writes nothing.</summary>
    Nothing = 7,

    /// <summary>Ends every replica that executes it.</summary>
    DeadlyRead = 8,

    /// <summary>Ends every replica that executes it.</summary>
    DeadlyWrite = 9,

    /// <summary>Never answered by any replica.</summary>
    HangingWrite = 10,

    /// <summary>Answered otherwise by every replica.</summary>
    DifferingWrite = 11,
}
