namespace Spare.Protocol.WriteSets;

/// <summary>Where a database sequence stands after a write, as <c>setval</c> takes it.</summary>
/// <param name="Called">False: the next value is <paramref name="Last"/> itself.</param>
public readonly record struct SequenceValue(TableName Name, long Last, bool Called)
{
    public override string ToString() => $"sequence {Name} at {Last}{(Called ? string.Empty : ", not called")}";
}
