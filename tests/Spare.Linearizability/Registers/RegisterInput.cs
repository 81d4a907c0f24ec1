using System.Text.Json.Serialization;

namespace Spare.Linearizability.Registers;

/// <summary>What a client may ask of a register: examples/register, <c>/register/KEY</c>.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Read), "read")]
[JsonDerivedType(typeof(Write), "write")]
[JsonDerivedType(typeof(CompareAndSet), "compareAndSet")]
[JsonDerivedType(typeof(Delete), "delete")]
public abstract record RegisterInput
{
    private RegisterInput()
    {
    }

    /// <summary>GET.</summary>
    public sealed record Read : RegisterInput
    {
        public override string ToString() => "read";
    }

    /// <summary>PUT.</summary>
    public sealed record Write(string Value) : RegisterInput
    {
        public override string ToString() => $"write '{Value}'";
    }

    /// <summary>POST: writes if the version is <paramref name="Expected"/>; 0 means that there is no value.</summary>
    public sealed record CompareAndSet(long Expected, string Value) : RegisterInput
    {
        public override string ToString() => $"write '{Value}' over version {Expected}";
    }

    /// <summary>DELETE.</summary>
    public sealed record Delete : RegisterInput
    {
        public override string ToString() => "delete";
    }
}
