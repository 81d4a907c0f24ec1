namespace LibvirtSharp.Domains;

/// <summary>A value with a name. The hypervisor says of which type it is, and refuses another one.</summary>
public abstract record TypedParameter
{
    private TypedParameter(string name) => Name = name;

    /// <summary>At most 79 bytes.</summary>
    public string Name { get; }

    public sealed record Signed(string Name, int Value) : TypedParameter(Name);

    public sealed record Unsigned(string Name, uint Value) : TypedParameter(Name);

    public sealed record WideSigned(string Name, long Value) : TypedParameter(Name);

    public sealed record WideUnsigned(string Name, ulong Value) : TypedParameter(Name);

    public sealed record Real(string Name, double Value) : TypedParameter(Name);

    public sealed record Truth(string Name, bool Value) : TypedParameter(Name);

    public sealed record Text(string Name, string Value) : TypedParameter(Name);
}
