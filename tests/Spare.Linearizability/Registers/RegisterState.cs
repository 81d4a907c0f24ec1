namespace Spare.Linearizability.Registers;

/// <summary>A register's value, null when there is none, and its version, 0 when there is none.</summary>
public readonly record struct RegisterState(string? Value, long Version)
{
    public override string ToString() => Value is null ? "no value" : $"'{Value}', version {Version}";
}
