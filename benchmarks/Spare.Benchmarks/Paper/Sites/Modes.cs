using Spare.Evaluation.Experiments;
using Spare.Lab;

namespace Spare.Benchmarks.Paper.Sites;

/// <summary>How a lab's daemons are told which setting they are.</summary>
internal static class Modes
{
    public static LabOptions Apply(Setting setting, LabOptions options) => setting switch
    {
        Setting.Spare => options,
        _ => throw new BenchmarkException($"'{setting.Word()}' is no setting of the daemon."),
    };
}
