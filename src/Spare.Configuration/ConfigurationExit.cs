namespace Spare.Configuration;

/// <summary>
/// How programs end over their configuration: wrong usage and wrong files end with <see cref="Code"/>, after all
/// mistakes went to standard error; anything that failed while running ends with 1.
/// </summary>
public static class ConfigurationExit
{
    public const int Code = 2;
}
