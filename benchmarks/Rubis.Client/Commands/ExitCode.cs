namespace Rubis.Client.Commands;

/// <summary>What the program's exit status says.</summary>
internal static class ExitCode
{
    public const int NoErrors = 0;
    public const int ErrorsSeen = 1;
    public const int WrongUsage = 2;
}
