using Spare.Lab.Networks;

namespace Spare.Lab;

/// <summary>
/// Held by a lab's process as long as it lives, however it ends: who finds the file of a lab unlocked may remove what
/// that lab left.
/// </summary>
internal sealed class LabLock : IDisposable
{
    private const string Directory = "/run/spare-labs";

    private readonly FileStream file;

    private LabLock(LabName lab, FileStream file)
    {
        Lab = lab;
        this.file = file;
    }

    public LabName Lab { get; }

    /// <summary>Throws when another process runs a lab of that name.</summary>
    public static LabLock Take(LabName name) => TryTake(name, FileMode.OpenOrCreate) ?? throw new LabException(
        $"A lab '{name}' is running already: end it with Ctrl-C in its terminal, or look at it with 'spare status'.");

    /// <summary>
    /// Takes the locks of labs whose process is gone, one after the other: nobody else may remove what such a lab left
    /// while it is held. Each is to be disposed of when nothing is left, or else abandoned again.
    /// </summary>
    public static IEnumerable<LabLock> TakeAbandoned()
    {
        if (!System.IO.Directory.Exists(Directory))
        {
            yield break;
        }

        foreach (var path in System.IO.Directory.GetFiles(Directory))
        {
            if (!LabName.IsValid(Path.GetFileName(path))
                || TryTake(new LabName(Path.GetFileName(path)), FileMode.Open) is not { } taken)
            {
                continue;
            }

            if (File.Exists(path))
            {
                yield return taken;
            }
            else
            {
                taken.Abandon(); // Somebody else removed everything between its opening and its locking here.
            }
        }
    }

    /// <summary>Nothing is left of the lab.</summary>
    public void Dispose()
    {
        File.Delete(file.Name);
        file.Dispose();
    }

    /// <summary>Something is left of the lab: whoever comes next may find it.</summary>
    public void Abandon() => file.Dispose();

    private static LabLock? TryTake(LabName lab, FileMode mode)
    {
        System.IO.Directory.CreateDirectory(Directory);
        var path = Path.Combine(Directory, lab.Value);
        try
        {
            return new LabLock(lab, new FileStream(path, mode, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException)
        {
            return null;
        }
    }
}
