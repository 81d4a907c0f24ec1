namespace Spare.Lab.Daemons;

/// <summary>A daemon ended that should run.</summary>
internal sealed class DaemonEndedException(int code) : Exception($"The daemon ended with code {code}.")
{
    public int Code { get; } = code;
}
