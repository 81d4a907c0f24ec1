using System.CommandLine;
using System.Text.Json.Nodes;
using Spare.Commands;
using Spare.Protocol;

namespace Spare.Cli;

/// <summary>What all commands share: which daemons, in which form, to where.</summary>
internal sealed class Session(
    DaemonOptions daemons, Option<string> format, TextWriter output, TextWriter errors, TimeProvider time)
{
    public TextWriter Output => output;

    public OutputForm FormOf(ParseResult parsed) =>
        parsed.GetValue(format) == "json" ? OutputForm.Json : OutputForm.Text;

    /// <summary>What a dry run found: a sentence, or an object whose member <c>dryRun</c> is that sentence.</summary>
    public void WritePlan(ParseResult parsed, string plan) => output.WriteLine(
        FormOf(parsed) == OutputForm.Json ? new JsonObject { ["dryRun"] = plan }.ToJsonString() : plan);

    /// <summary>
    /// For people: nothing was found, and at which hosts, unless all answered. Of the others nothing is said.
    /// </summary>
    public void WriteNone(ParseResult parsed, string nothing, Answers<HostId> asked)
    {
        if (FormOf(parsed) == OutputForm.Text && !asked.Values.IsEmpty)
        {
            output.WriteLine(asked.Failures.IsEmpty ? nothing : $"{nothing} at {string.Join(", ", asked.Values)}");
        }
    }

    /// <summary>The daemons that the command line names, or else all that can be found.</summary>
    public DaemonSet Daemons(ParseResult parsed) =>
        DaemonSet.Open(
            parsed.GetValue(daemons.Sockets) is { Length: > 0 } named
                ? named.Select(socket => new KnownDaemon(socket))
                : KnownSockets.OfThisMachine.Find(parsed.GetRequiredValue(daemons.Lab)),
            time);

    /// <summary>One line on standard error for each failure; the exit code of the whole.</summary>
    public int Conclude(IEnumerable<CommandException> failures)
    {
        var code = ExitCode.Done;
        foreach (var failure in failures)
        {
            Complain(failure);
            code = ExitCode.Failed;
        }

        return code;
    }

    /// <summary>How long work goes, on standard error: what is on standard output is the result.</summary>
    public void Tell(string progress) => errors.WriteLine(progress);

    public void Complain(CommandException failure) => errors.WriteLine($"spare: {failure.Message}");
}
