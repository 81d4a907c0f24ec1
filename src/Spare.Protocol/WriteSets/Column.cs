namespace Spare.Protocol.WriteSets;

/// <summary>A column and its type's SQL name as the catalog prints it, such as <c>numeric(10,2)</c>.</summary>
public readonly record struct Column(string Name, string Type)
{
    public override string ToString() => $"{Name} {Type}";
}
