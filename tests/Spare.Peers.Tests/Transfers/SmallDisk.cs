using System.Diagnostics;

namespace Spare.Peers.Tests.Transfers;

/// <summary>A file system of one mebibyte.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("spare-test-small-");

    public SmallDisk() => Run("mount", "-t", "tmpfs", "-o", "size=1m", "spare-test", Path);

    public string Path => directory.FullName;

    public void Grow() => Run("mount", "-o", "remount,size=8m", Path);

    public ValueTask DisposeAsync()
    {
        Run("umount", Path);
        directory.Delete();
        return default;
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
