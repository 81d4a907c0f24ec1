namespace Spare.Lab.Running;

/// <summary>Keeps what the daemons of a lab logged when something went wrong: the lab's own files go with it.</summary>
internal static class KeptLogs
{
    /// <summary>A file for each host: <c>host1.log</c>.</summary>
    public static void Copy(RunningLab lab, DirectoryInfo directory)
    {
        directory.Create();
        foreach (var host in lab.Hosts.Where(host => File.Exists(host.LogFile)))
        {
            File.Copy(host.LogFile, Path.Combine(directory.FullName, $"host{host.Number}.log"), overwrite: true);
        }
    }
}
