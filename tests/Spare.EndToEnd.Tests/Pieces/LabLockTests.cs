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
        Assert.DoesNotContain(name, LabLock.Abandoned());
    }

    [Fact]
    public void A_lab_whose_process_is_gone_is_found_once()
    {
        // What a killed process leaves: the file, with nobody holding it.
        var path = Path.Combine("/run/spare-labs", name.Value);
        LabLock.Take(name).Dispose();
        File.WriteAllText(path, "");

        Assert.Contains(name, LabLock.Abandoned());
        Assert.False(File.Exists(path));
    }
}
