namespace Spare.Protocol;

/// <summary>Which of a group's images a replica is of: its place in the list, from 0, which is the same on all hosts.</summary>
public readonly record struct ImageNumber(byte Value)
{
    /// <summary>Images that a group can have.</summary>
    public const int Maximum = 64;

    public override string ToString() => $"image {Value + 1}";
}
