using Spare.Lab.Networks;

namespace Spare.EndToEnd.Tests.Programs;

/// <summary>What a lab may not leave behind.</summary>
internal static class Remains
{
    public static void AreNone(LabName lab)
    {
        Assert.False(Directory.Exists(lab.Directory));
        Assert.Empty(ReplicaGroups.GroupsOf(lab));
        Assert.False(File.Exists($"/run/spare-labs/{lab}"));
        Assert.DoesNotContain(
            Directory.EnumerateFiles("/run/netns"), path => Path.GetFileName(path).StartsWith(lab.Value, StringComparison.Ordinal));
    }
}
