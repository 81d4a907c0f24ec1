using System.Globalization;
using Spare.Lab.Networks;
using Spare.Protocol.Admin;

namespace Spare.Lab.Faults;

/// <summary>The processes in a replica of the register, found from outside as an operator would: by its control group.</summary>
internal static class ReplicaProcesses
{
    public const string WriteInstance = "register.py --address * --port 8000";
    public const string ReadInstance = "register.py --address * --port 8100";
    public const string Database = "postgres -D";
    public const string Agent = "spare-agent run";

    public const int Kill = 9;
    public const int Stop = 19;
    public const int Continue = 18;

    /// <summary>Sends a signal to the processes whose command line has these words; <c>*</c> stands for any one word.</summary>
    public static IReadOnlyList<int> Signal(this RunningLab lab, ReplicaStatus replica, string words, int signal)
    {
        var found = Of(lab, replica).Where(pid => Matches(CommandLine(pid), words)).ToList();
        if (found.Count == 0)
        {
            throw new LabException(
                $"{replica.Replica} has no process '{words}' among:\n{string.Join('\n', Of(lab, replica).Select(CommandLine))}");
        }

        found.ForEach(pid => Signal(pid, signal));
        return found;
    }

    public static void SignalAll(this RunningLab lab, ReplicaStatus replica, int signal) =>
        Of(lab, replica).ToList().ForEach(pid => Signal(pid, signal));

    public static void Signal(int process, int signal) => _ = NativeMethods.Kill(process, signal);

    private static IEnumerable<int> Of(RunningLab lab, ReplicaStatus replica) => ReplicaGroups.GroupsOf(lab.Name)
        .Where(group => group.EndsWith($"-{replica.Replica.Host}-{replica.Machine}", StringComparison.Ordinal))
        .SelectMany(group => File.ReadLines(Path.Combine(group, "cgroup.procs")))
        .Select(line => int.Parse(line, CultureInfo.InvariantCulture))
        .Distinct();

    private static bool Matches(string commandLine, string words)
    {
        var (line, wanted) = (commandLine.Split(' '), words.Split(' '));
        return Enumerable.Range(0, line.Length).Any(at =>
            at + wanted.Length <= line.Length
            && wanted.Index().All(word => word.Item == "*"
                || line[at + word.Index] == word.Item || line[at + word.Index].EndsWith($"/{word.Item}", StringComparison.Ordinal)));
    }

    private static string CommandLine(int process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/cmdline").TrimEnd('\0').Replace('\0', ' ');
        }
        catch (IOException)
        {
            return "";
        }
    }
}
