namespace Spare.Evaluation.Footprints;

/// <summary>What a part of a host used.</summary>
/// <param name="CpuSeconds">User and system time, that of children that ended included.</param>
/// <param name="Memory">Proportional set size in bytes.</param>
/// <param name="Written">Bytes handed to disks.</param>
internal sealed record Usage(double CpuSeconds, double Memory, long Written)
{
    public static Usage None { get; } = new(0, 0, 0);

    public static Usage operator +(Usage left, Usage right) =>
        new(left.CpuSeconds + right.CpuSeconds, left.Memory + right.Memory, left.Written + right.Written);
}
