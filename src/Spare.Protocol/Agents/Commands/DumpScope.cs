namespace Spare.Protocol.Agents.Commands;

/// <summary>How much of a canonical dump is sent.</summary>
public enum DumpScope : byte
{
    /// <summary>Only the digest, to compare replicas.</summary>
    Digest = 1,

    /// <summary>Every line.</summary>
    Content = 2,
}
