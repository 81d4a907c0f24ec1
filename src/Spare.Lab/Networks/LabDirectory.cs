using System.Net.Sockets;

namespace Spare.Lab.Networks;

/// <summary>
/// Makes and removes the directory of a lab. Where something is mounted on it, it is emptied instead, and the next lab uses it.
/// </summary>
internal static class LabDirectory
{
    private const string Mounts = "/proc/self/mountinfo";
    private const int MountPointField = 4;

    /// <summary>Error numbers of the system, which are an exception's <see cref="Exception.HResult"/>.</summary>
    private const int DiskFull = 28;
    private const int ReadOnly = 30;

    private const long MiB = 1 << 20;
    private const string MakeRoom = "Make room there, then try again.";

    private const UnixFileMode Pass = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(10);

    /// <summary>Nobody but root may write into it, whatever is mounted there.</summary>
    public static void Make(LabName lab)
    {
        try
        {
            Directory.CreateDirectory(lab.Directory, Pass);
            File.SetUnixFileMode(lab.Directory, Pass);
        }
        catch (Exception e) when (IsAboutFiles(e))
        {
            throw NotWritten(e);
        }
    }

    /// <summary>
    /// Replicas would fail one after the other while they are made. What is mounted there shares no blocks with the image;
    /// elsewhere copies may share them, and there must be room for one.
    /// </summary>
    public static void CheckRoom(LabName lab, string image, int replicas)
    {
        var size = new DirectoryInfo(image).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
        var needed = size * (IsMountPoint(lab.Directory) ? replicas : 1);
        var free = new DriveInfo(lab.Directory).AvailableFreeSpace;
        if (free < needed)
        {
            throw new LabException(
                $"The replicas of the lab need {needed / MiB} MiB in {lab.Directory}, and {free / MiB} MiB are free. {MakeRoom}");
        }
    }

    /// <summary>No-op when there is none.</summary>
    public static async Task RemoveAsync(LabName lab, CancellationToken cancellation)
    {
        var giveUp = DateTime.UtcNow + Patience;
        while (Directory.Exists(lab.Directory))
        {
            try
            {
                Remove(lab.Directory);
                return;
            }
            catch (IOException e) when (e.HResult != ReadOnly && DateTime.UtcNow < giveUp)
            {
                // Something in it vanished, or was made, meanwhile.
                await Task.Delay(PollInterval, cancellation);
            }
            catch (Exception e) when (IsAboutFiles(e))
            {
                throw new LabException(
                    $"What a lab left in {lab.Directory} cannot be removed: {Said(e)}. "
                    + "Remove it, or unmount what is mounted there, then try again.",
                    e);
            }
        }
    }

    /// <summary>Whether the disk refused something, or a socket beside the files.</summary>
    public static bool IsAboutFiles(Exception e) => e is IOException or UnauthorizedAccessException or SocketException;

    /// <summary>In a sentence, with the next step.</summary>
    public static LabException NotWritten(Exception e) => new(
        $"A file of the lab could not be written: {Said(e)}. "
        + (e.HResult == DiskFull
            ? MakeRoom
            : "See what is there and whether root may write to it, or give the lab another name with '--name'."),
        e);

    private static string Said(Exception e) => e.Message.TrimEnd('.').Replace(" : ", ": ", StringComparison.Ordinal);

    private static void Remove(string directory)
    {
        if (!IsMountPoint(directory))
        {
            Directory.Delete(directory, recursive: true);
            return;
        }

        foreach (var entry in new DirectoryInfo(directory).EnumerateFileSystemInfos())
        {
            if (entry is DirectoryInfo { LinkTarget: null } inner)
            {
                inner.Delete(recursive: true);
            }
            else
            {
                entry.Delete();
            }
        }
    }

    /// <summary>A lab's name has no letter that the system would write otherwise there.</summary>
    private static bool IsMountPoint(string directory) =>
        File.ReadLines(Mounts).Any(line => line.Split(' ')[MountPointField] == directory);
}
