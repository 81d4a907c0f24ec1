using Spare.Configuration.Reading;

namespace Spare.Evaluation.Experiments;

/// <summary>The settings by the names that files, records and reports have for them.</summary>
internal static class Settings
{
    private static readonly (string Word, Setting Value)[] Words =
    [
        ("direct", Setting.Direct), ("forward", Setting.Forward), ("crash", Setting.Crash), ("appbft", Setting.AppBft),
        ("spare", Setting.Spare),
    ];

    public static ScalarType<Setting> Scalar { get; } = Scalars.Choice(Words);

    public static string Word(this Setting setting) => Words.First(known => known.Value == setting).Word;

    /// <summary>Hosts that a setting needs so that so many faults are tolerated.</summary>
    public static int Hosts(this Setting setting, int faults) => setting switch
    {
        Setting.Direct or Setting.Forward => 1,
        Setting.AppBft => (2 * faults) + 1,
        _ => faults + 1,
    };

    /// <summary>Replicas that execute every request.</summary>
    public static int Executions(this Setting setting, int faults) => setting.Hosts(faults);
}
