namespace Spare.Lab.Faults;

/// <summary>What can be done to a running lab; also the names of the commands.</summary>
internal static class FaultKinds
{
    public const string KillManager = "kill-manager";
    public const string KillCorosync = "kill-corosync";
    public const string KillHost = "kill-host";
    public const string StartHost = "start-host";
    public const string Partition = "partition";
    public const string Heal = "heal";
}
