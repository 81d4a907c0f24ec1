using System.Collections.Immutable;
using System.Diagnostics;

namespace Spare.Agent.Processes;

/// <summary>
/// How a child process is started: in a process group of its own, to die with the agent, with the environment given
/// here and nothing of the agent's but a few variables.
/// </summary>
internal sealed record ChildCommand(ImmutableArray<string> Arguments)
{
    /// <summary>Further variables for all children, as <c>NAME=VALUE NAME=VALUE</c>: how programs of an image run differently.</summary>
    private const string PassedOn = "SPARE_PASSED_ON";

    private static readonly string[] Inherited = ["PATH", "HOME", "TMPDIR", "DOTNET_ROOT", "DOTNET_ROOT_X64"];

    public ImmutableDictionary<string, string> Environment { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>
    /// Variables of the program alone: libfaketime must not be loaded by what starts it as another user, because what
    /// it shares with the program belongs to the user that loaded it first.
    /// </summary>
    public ImmutableDictionary<string, string> Preload { get; init; } = ImmutableDictionary<string, string>.Empty;

    public string? Directory { get; init; }

    /// <summary>Run as this user when the agent is root; PostgreSQL refuses to be root.</summary>
    public string? User { get; init; }

    /// <summary>Takes what the process prints; the agent's own output otherwise.</summary>
    public string? LogFile { get; init; }

    public ProcessStartInfo ToStartInfo()
    {
        var arguments = new List<string> { "setpriv", "--pdeathsig", "KILL" };
        if (User is not null && System.Environment.IsPrivilegedProcess)
        {
            arguments.AddRange(["--reuid", User, "--regid", User, "--init-groups"]);
        }

        arguments.AddRange(["setsid", "sh", "-c", Script, LogFile ?? string.Empty]);
        if (!Preload.IsEmpty)
        {
            arguments.AddRange(["env", .. Preload.Select(variable => $"{variable.Key}={variable.Value}")]);
        }

        arguments.AddRange(Arguments);
        var start = new ProcessStartInfo(arguments[0], arguments.Skip(1)) { WorkingDirectory = Directory ?? "/" };
        start.Environment.Clear();
        foreach (var name in Inherited)
        {
            if (System.Environment.GetEnvironmentVariable(name) is { } value)
            {
                start.Environment[name] = value;
            }
        }

        var passedOn = System.Environment.GetEnvironmentVariable(PassedOn) ?? string.Empty;
        foreach (var variable in passedOn.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = variable.Split('=', 2);
            start.Environment[parts[0]] = parts[^1];
        }

        start.Environment["LANG"] = "C.UTF-8";
        start.Environment["TZ"] = "UTC";
        foreach (var (name, value) in Environment)
        {
            start.Environment[name] = value;
        }

        return start;
    }

    private string Script => LogFile is null ? "exec \"$@\" </dev/null" : "exec \"$@\" </dev/null >>\"$0\" 2>&1";
}
