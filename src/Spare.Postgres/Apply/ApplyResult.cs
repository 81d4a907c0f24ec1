using Spare.Protocol;

namespace Spare.Postgres.Apply;

/// <summary>Whether a batch of updates was committed.</summary>
public abstract record ApplyResult
{
    private ApplyResult()
    {
    }

    public sealed record Applied(UpdateNumber Last) : ApplyResult;

    /// <summary>Nothing of the batch was applied.</summary>
    public sealed record Refused(string Reason) : ApplyResult;
}
