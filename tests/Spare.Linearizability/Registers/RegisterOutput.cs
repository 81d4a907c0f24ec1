using System.Text.Json.Serialization;

namespace Spare.Linearizability.Registers;

/// <summary>What a register answers, without the time of its last change.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Present), "present")]
[JsonDerivedType(typeof(Absent), "absent")]
[JsonDerivedType(typeof(Written), "written")]
[JsonDerivedType(typeof(Mismatch), "mismatch")]
[JsonDerivedType(typeof(Deleted), "deleted")]
public abstract record RegisterOutput
{
    private RegisterOutput()
    {
    }

    /// <summary>200 to a read.</summary>
    public sealed record Present(string Value, long Version) : RegisterOutput
    {
        public override string ToString() => $"'{Value}', version {Version}";
    }

    /// <summary>404 to a read.</summary>
    public sealed record Absent : RegisterOutput
    {
        public override string ToString() => "no value";
    }

    /// <summary>200 to a write.</summary>
    public sealed record Written(long Version, string? Old) : RegisterOutput
    {
        public override string ToString() => $"version {Version}, old {Text(Old)}";
    }

    /// <summary>409: the version was another one.</summary>
    public sealed record Mismatch(string? Value, long Version) : RegisterOutput
    {
        public override string ToString() => $"refused, {Text(Value)}, version {Version}";
    }

    /// <summary>200 to a deletion.</summary>
    public sealed record Deleted(string? Old) : RegisterOutput
    {
        public override string ToString() => $"deleted, old {Text(Old)}";
    }

    private static string Text(string? value) => value is null ? "no value" : $"'{value}'";
}
