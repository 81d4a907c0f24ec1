using System.Globalization;

namespace Spare.Hypervisor.Processes.Groups;

/// <summary>A machine held together by a control group of version 2.</summary>
internal sealed class UnifiedGroup(string directory) : MachineGroup
{
    private const string ProcessorTime = "usage_usec ";

    internal override string Directory => directory;

    internal override void Make()
    {
        System.IO.Directory.CreateDirectory(directory);
        Thaw();
    }

    internal override IReadOnlyList<int> Members() => ControlGroup.Members(directory);

    internal override bool IsEmpty => !Happened("populated 1");

    internal override bool IsFrozen => Happened("frozen 1");

    internal override void Freeze() => Write("cgroup.freeze", "1");

    internal override void Thaw() => Write("cgroup.freeze", "0");

    internal override void Kill() => Write("cgroup.kill", "1");

    internal override bool Remove() => ControlGroup.Remove(directory);

    internal override TimeSpan? Processor
    {
        get
        {
            var line = ControlGroup.Read(directory, "cpu.stat").Split('\n')
                .FirstOrDefault(line => line.StartsWith(ProcessorTime, StringComparison.Ordinal));
            return line is null
                ? null
                : TimeSpan.FromMicroseconds(long.Parse(line.AsSpan(ProcessorTime.Length), CultureInfo.InvariantCulture));
        }
    }

    private bool Happened(string line) =>
        ControlGroup.Read(directory, "cgroup.events").Contains(line, StringComparison.Ordinal);

    private void Write(string file, string value)
    {
        if (System.IO.Directory.Exists(directory))
        {
            File.WriteAllText(Path.Combine(directory, file), value);
        }
    }
}
