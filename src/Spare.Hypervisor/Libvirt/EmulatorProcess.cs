using System.Globalization;

namespace Spare.Hypervisor.Libvirt;

/// <summary>Finds the process that computes a domain, which libvirt's interface does not tell.</summary>
internal static class EmulatorProcess
{
    /// <summary>Null if there is none, or the host does not show it.</summary>
    internal static int? Find(string domainName)
    {
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(directory), CultureInfo.InvariantCulture, out var process)
                && Arguments(directory).Any(argument =>
                    argument.StartsWith($"guest={domainName},", StringComparison.Ordinal)))
            {
                return process;
            }
        }

        return null;
    }

    private static string[] Arguments(string directory)
    {
        try
        {
            return File.ReadAllText(Path.Combine(directory, "cmdline")).Split('\0');
        }
        catch (IOException)
        {
            // It has ended meanwhile.
            return [];
        }
    }
}
