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

    private LabLock(FileStream file) => this.file = file;

    /// <summary>Throws when another process runs a lab of that name.</summary>
    public static LabLock Take(LabName name) => TryTake(name) ?? throw new LabException(
        $"A lab '{name}' is running already: end it with Ctrl-C in its terminal, or look at it with 'spare status'.");

    /// <summary>The names of labs whose process is gone, without those that are gone with all they made.</summary>
    public static IEnumerable<LabName> Abandoned()
    {
        if (!System.IO.Directory.Exists(Directory))
        {
            yield break;
        }

        foreach (var path in System.IO.Directory.GetFiles(Directory))
        {
            var name = new LabName(Path.GetFileName(path));
            using var taken = TryTake(name);
            if (taken is not null)
            {
                yield return name;
            }
        }
    }

    /// <summary>Nothing is left of the lab.</summary>
    public void Dispose()
    {
        File.Delete(file.Name);
        file.Dispose();
    }

    private static LabLock? TryTake(LabName name)
    {
        System.IO.Directory.CreateDirectory(Directory);
        try
        {
            var path = Path.Combine(Directory, name.Value);
            return new LabLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException)
        {
            return null;
        }
    }
}
