using Spare.Lab;
using Spare.Lab.Networks;

namespace Spare.EndToEnd.Tests.Pieces;

public sealed class LabLockTests
{
    private readonly LabName name = LabName.Fresh("lock");

    [Fact]
    public void A_second_lab_of_the_same_name_is_refused()
    {
        using var first = LabLock.Take(name);

        var refusal = Assert.Throws<LabException>(() => LabLock.Take(name));

        Assert.Contains("is running already", refusal.Message, StringComparison.Ordinal);
        Assert.Null(TakeAbandoned());
    }

    [Fact]
    public void What_a_killed_lab_left_is_removed_by_one_of_those_who_find_it()
    {
        LeaveFile();

        using var finder = TakeAbandoned();

        Assert.NotNull(finder);
        Assert.Null(TakeAbandoned());
        finder.Dispose();
        Assert.Null(TakeAbandoned());
        Assert.False(File.Exists(FileOf(name)));
    }

    [Fact]
    public void A_lab_that_could_not_be_removed_is_found_again()
    {
        LeaveFile();

        TakeAbandoned()?.Abandon();

        using var again = TakeAbandoned();
        Assert.NotNull(again);
    }

    private static string FileOf(LabName lab) => Path.Combine("/run/spare-labs", lab.Value);

    /// <summary>What a killed process leaves: the file, with nobody holding it.</summary>
    private void LeaveFile() => LabLock.Take(name).Abandon();

    private LabLock? TakeAbandoned()
    {
        LabLock? found = null;
        foreach (var taken in LabLock.TakeAbandoned())
        {
            if (taken.Lab == name)
            {
                found = taken;
            }
            else
            {
                taken.Abandon();
            }
        }

        return found;
    }
}
