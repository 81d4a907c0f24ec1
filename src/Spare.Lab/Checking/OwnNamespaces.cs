using System.Diagnostics;
using Spare.Commands;
using Spare.Lab.Networks;

namespace Spare.Lab.Checking;

/// <summary>
/// Runs this program once more in network and mount namespaces of its own, so that links and firewall of the copies
/// do not touch the machine, and unprivileged copies reach the service wherever it is.
/// </summary>
internal static class OwnNamespaces
{
    private const string Mark = "SPARE_IN_OWN_NAMESPACES";

    public static bool AreEntered => Environment.GetEnvironmentVariable(Mark) is not null;

    /// <summary>The exit code of the program inside, which has this one's input and output.</summary>
    public static async Task<int> RunAsync(
        IEnumerable<string> arguments, IEnumerable<string> visible, CancellationToken cancellation)
    {
        var script = $"set -e\n{Passage.ScriptFor(visible)}ip link set lo up\nexec \"$@\"";
        var start = new ProcessStartInfo(
            "unshare",
            ["--mount", "--net", "bash", "-c", script, "bash", Programs.Find("spare-lab", "Spare.Lab"), .. arguments]);
        start.Environment[Mark] = "1";
        using var inside = Tool.Start(start);

        // Ctrl-C reaches the program inside too; SIGTERM does not.
        using var stop = cancellation.Register(() => _ = NativeMethods.Kill(inside.Id, NativeMethods.SigTerm));
        await inside.WaitForExitAsync(CancellationToken.None);
        return inside.ExitCode;
    }
}
