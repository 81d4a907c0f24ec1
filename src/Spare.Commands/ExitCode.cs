namespace Spare.Commands;

/// <summary>How the project's programs end.</summary>
public static class ExitCode
{
    public const int Done = 0;

    /// <summary>It was understood, but something failed; one sentence on standard error says what.</summary>
    public const int Failed = 1;

    /// <summary>Wrong usage or wrong files: trying again as it is cannot help.</summary>
    public const int WrongUsage = 2;
}
