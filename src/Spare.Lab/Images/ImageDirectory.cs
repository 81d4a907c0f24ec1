using System.Diagnostics;
using Spare.Commands;
using Spare.Lab.Networks;
using Spare.Protocol;

namespace Spare.Lab.Images;

/// <summary>One prepared image, with the files beside it: its log, its lock, and the mark of those who use it.</summary>
internal sealed class ImageDirectory(string parent, Digest digest)
{
    private string Image => Path.Combine(parent, digest.ToString());

    private string Log => $"{Image}.log";

    public string LockFile => $"{Image}.lock";

    public bool Exists => Directory.Exists(Image);

    private static string UseFile(string image) => $"{image}.use";

    /// <summary>A process that dies meanwhile leaves a directory that nobody takes for an image.</summary>
    public async Task MakeAsync(
        string agent, string serviceFile, IEnumerable<string> visible, CancellationToken cancellation)
    {
        var incomplete = $"{Image}.new";
        Remove(incomplete);
        var script = $"set -e\n{Passage.ScriptFor(visible)}exec \"$@\"";
        string[] prepare = [agent, "prepare", "--service", Path.GetFullPath(serviceFile), "--image", incomplete];
        var (code, output, errors) = await Tool.RunAsync(
            new ProcessStartInfo("unshare", ["--mount", "bash", "-c", script, "bash", .. prepare]), cancellation);
        await File.WriteAllTextAsync(Log, output + errors, cancellation);
        if (code == ExitCode.WrongUsage)
        {
            throw new WrongFileException($"{output}{errors}".TrimEnd());
        }

        if (code != 0)
        {
            throw new LabException(
                $"The service's database could not be prepared (code {code}); all of it is in {Log}:\n{LogEnd.Of(Log)}");
        }

        Directory.Move(incomplete, Image);
    }

    public ImageLease Lease()
    {
        Directory.SetLastAccessTimeUtc(Image, DateTime.UtcNow);
        var file = new FileStream(UseFile(Image), FileMode.OpenOrCreate, FileAccess.Read, FileShare.Read);
        return new ImageLease(Image, file);
    }

    public static void RemoveUnlessLeased(string image)
    {
        try
        {
            using var mine = new FileStream(UseFile(image), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            Remove(image);
            File.Delete($"{image}.log");
            File.Delete($"{image}.lock");
            File.Delete(mine.Name);
        }
        catch (IOException)
        {
            // Somebody uses it; the next one who makes an image tries again.
        }
    }

    private static void Remove(string directory)
    {
        if (Directory.Exists(directory))
        {
            Directory.Delete(directory, recursive: true);
        }
    }
}
