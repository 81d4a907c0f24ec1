using System.Globalization;

namespace Spare.Hypervisor.Processes.Groups;

/// <summary>The parts of a control group that are alike in both versions.</summary>
internal static class ControlGroup
{
    internal static IReadOnlyList<int> Members(string directory)
    {
        try
        {
            return [.. File.ReadLines(Path.Combine(directory, "cgroup.procs"))
                .Select(line => int.Parse(line, CultureInfo.InvariantCulture))
                .Where(process => process != 0)];
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
        catch (IOException) when (!Directory.Exists(directory))
        {
            return [];
        }
    }

    /// <summary>The kernel refuses (EBUSY) while the last process is still on its way out.</summary>
    internal static bool Remove(string directory)
    {
        try
        {
            Directory.Delete(directory);
        }
        catch (DirectoryNotFoundException)
        {
            return true;
        }
        catch (IOException)
        {
            return !Directory.Exists(directory);
        }

        return true;
    }

    /// <summary>Empty when there is no such group.</summary>
    internal static string Read(string directory, string file)
    {
        try
        {
            return File.ReadAllText(Path.Combine(directory, file));
        }
        catch (IOException)
        {
            return "";
        }
    }
}
