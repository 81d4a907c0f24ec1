namespace Spare.Hypervisor.Processes.Groups;

/// <summary>Files of <c>/proc</c> about a process that may be gone at any moment: then they are empty.</summary>
internal static class ProcessFile
{
    internal static string[] Lines(int process, string file) => Text(process, file).Split('\n');

    internal static string Text(int process, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/{file}");
        }
        catch (IOException)
        {
            return "";
        }
        catch (UnauthorizedAccessException)
        {
            return "";
        }
    }
}
