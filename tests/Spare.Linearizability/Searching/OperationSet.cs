using System.Numerics;

namespace Spare.Linearizability.Searching;

/// <summary>An immutable set of operations of one partition, with a hash that is not made from all of it.</summary>
internal sealed class OperationSet : IEquatable<OperationSet>
{
    private const int BitsPerWord = 64;
    private const ulong GoldenRatio = 0x9E3779B97F4A7C15;

    private readonly ulong[] words;
    private readonly ulong hash;

    private OperationSet(ulong[] words, ulong hash)
    {
        this.words = words;
        this.hash = hash;
    }

    /// <summary>What a set of so many operations takes.</summary>
    public static long BytesFor(int operations) => WordsFor(operations) * (long)sizeof(ulong);

    public static OperationSet EmptyOf(int operations) => new(new ulong[WordsFor(operations)], 0);

    public OperationSet With(int operation)
    {
        var larger = (ulong[])words.Clone();
        larger[operation / BitsPerWord] |= 1ul << (operation % BitsPerWord);
        return new OperationSet(larger, hash ^ Mixed(operation));
    }

    public bool Equals(OperationSet? other) =>
        other is not null && hash == other.hash && words.AsSpan().SequenceEqual(other.words);

    public override bool Equals(object? obj) => Equals(obj as OperationSet);

    public override int GetHashCode() => hash.GetHashCode();

    private static int WordsFor(int operations) => (operations + BitsPerWord - 1) / BitsPerWord;

    private static ulong Mixed(int operation)
    {
        var spread = ((ulong)operation + 1) * GoldenRatio;
        return BitOperations.RotateLeft(spread ^ (spread >> 32), operation % BitsPerWord) * GoldenRatio;
    }
}
