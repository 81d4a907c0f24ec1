using Spare.Commands;
using Spare.Configuration.Service;
using Spare.Protocol;

namespace Spare.Lab.Images;

/// <summary>
/// Prepared databases, kept from one run to the next under the digest of all that they are made from. The image of
/// an earlier version is simply another image; the least recently used ones go.
/// </summary>
internal sealed class ImageCache(string directory)
{
    public const string DefaultDirectory = "/var/cache/spare/images";

    /// <summary>Kept beside those in use.</summary>
    private const int ImagesMaximum = 6;

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>Makes the image unless it is there; it stays as long as the lease is held.</summary>
    public async Task<ImageLease> LeaseAsync(
        ServiceFile service, string serviceFile, IProgress<LabStep>? progress, CancellationToken cancellation)
    {
        const UnixFileMode Pass = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
            | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        Directory.CreateDirectory(directory, Pass);
        var agent = Programs.Find("spare-agent", "Spare.Agent");
        var digest = ImageInputs.DigestOf(service, agent);
        var image = new ImageDirectory(directory, digest);
        using var making = await LockAsync(image.LockFile, cancellation);
        if (image.Exists)
        {
            progress?.Report(new LabStep($"Database of '{service.Name}' as prepared before"));
        }
        else
        {
            progress?.Report(new LabStep($"Preparing the database of '{service.Name}' (once; kept for the next time)"));
            await image.MakeAsync(agent, serviceFile, NeededDirectories.Of(service), cancellation);
            Evict(digest);
        }

        return image.Lease();
    }

    private void Evict(Digest kept)
    {
        var others = Directory.EnumerateDirectories(directory)
            .Where(path => Path.GetFileName(path) != kept.ToString())
            .OrderByDescending(Directory.GetLastAccessTimeUtc)
            .Skip(ImagesMaximum - 1);
        foreach (var path in others)
        {
            ImageDirectory.RemoveUnlessLeased(path);
        }
    }

    /// <summary>Two labs that start at the same time prepare an image once.</summary>
    private static async Task<FileStream> LockAsync(string path, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                await Task.Delay(PollInterval, cancellation);
            }
        }
    }
}
