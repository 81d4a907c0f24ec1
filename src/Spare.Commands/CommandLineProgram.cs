using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;

namespace Spare.Commands;

/// <summary>
/// Runs a command line the way all of the project's programs do: wrong usage is one sentence and exit code 2, a
/// failure one sentence and exit code 1, Ctrl-C ends with 0 after the command has cleaned up.
/// </summary>
public sealed partial class CommandLineProgram(string name, RootCommand root, TextWriter output, TextWriter errors)
{
    /// <summary>Longest time that cleaning up after Ctrl-C may take before the process ends anyway.</summary>
    public TimeSpan CleanupPatience { get; init; } = TimeSpan.FromSeconds(2);

    public async Task<int> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellation)
    {
        var parsed = root.Parse(arguments);
        if (parsed.Action is ParseErrorAction && parsed.Errors.Count > 0)
        {
            return Refuse(MistakeIn(parsed), PathOf(parsed));
        }

        Abridge(parsed.CommandResult.Command);

        try
        {
            return await parsed.InvokeAsync(
                new InvocationConfiguration
                {
                    Output = output,
                    Error = errors,
                    EnableDefaultExceptionHandler = false,
                    ProcessTerminationTimeout = CleanupPatience,
                },
                cancellation);
        }
        catch (UsageException e)
        {
            return Refuse(e.Message, PathOf(parsed));
        }
        catch (WrongFileException e)
        {
            errors.WriteLine(e.Message);
            return ExitCode.WrongUsage;
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Done;
        }
        catch (CommandException e)
        {
            errors.WriteLine($"{name}: {e.Message}");
            return ExitCode.Failed;
        }
    }

    /// <summary>A list of commands shows the first line of each; the examples are in the command's own help.</summary>
    private static void Abridge(Command shown)
    {
        foreach (var help in shown.Options.OfType<HelpOption>())
        {
            help.Description = "Show what a command does, with examples";
        }

        foreach (var command in shown.Subcommands)
        {
            command.Description = command.Description?.Split('\n')[0];
        }
    }

    private static string MistakeIn(ParseResult parsed) => parsed.UnmatchedTokens is [var unknown, ..]
        ? $"'{unknown}' is not known here"
        : TypeName().Replace(Space().Replace(parsed.Errors[0].Message, " "), "");

    private int Refuse(string mistake, string path)
    {
        errors.WriteLine($"{name}: {mistake.TrimEnd(' ', '.', ':')}. '{path} --help' shows how it is used.");
        return ExitCode.WrongUsage;
    }

    private string PathOf(ParseResult parsed)
    {
        var commands = new Stack<string>();
        for (var result = parsed.CommandResult; result is not null && result.Command != root;)
        {
            commands.Push(result.Command.Name);
            result = result.Parent as CommandResult;
        }

        return string.Join(' ', commands.Prepend(name));
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();

    [GeneratedRegex(@" as expected type '[^']*'")]
    private static partial Regex TypeName();
}
