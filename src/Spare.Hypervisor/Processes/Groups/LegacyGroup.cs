namespace Spare.Hypervisor.Processes.Groups;

/// <summary>A machine held together by the freezer controller of cgroup v1, where SIGKILL waits for the thaw.</summary>
internal sealed class LegacyGroup(string directory) : MachineGroup
{
    internal override string Directory => directory;

    internal override void Make()
    {
        System.IO.Directory.CreateDirectory(directory);
        Thaw();
    }

    internal override IReadOnlyList<int> Members() => ControlGroup.Members(directory);

    internal override bool IsEmpty => Members().Count == 0;

    internal override bool IsFrozen =>
        ControlGroup.Read(directory, "freezer.state").StartsWith("FROZEN", StringComparison.Ordinal);

    internal override void Freeze() => Write("FROZEN");

    internal override void Thaw() => Write("THAWED");

    internal override void Kill()
    {
        foreach (var member in Members())
        {
            _ = NativeMethods.Signal(member, NativeMethods.Kill);
        }

        Thaw();
    }

    internal override bool Remove() => ControlGroup.Remove(directory);

    private void Write(string state)
    {
        if (System.IO.Directory.Exists(directory))
        {
            File.WriteAllText(Path.Combine(directory, "freezer.state"), state);
        }
    }
}
