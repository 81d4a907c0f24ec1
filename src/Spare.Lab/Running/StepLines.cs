using System.Diagnostics;
using System.Globalization;
using Spectre.Console;

namespace Spare.Lab.Running;

/// <summary>
/// Shows the steps of a start: a line for each with the time since the beginning, and on a terminal a sign of life
/// while it lasts.
/// </summary>
internal sealed class StepLines(IAnsiConsole terminal, Stopwatch clock) : IProgress<LabStep>
{
    private StatusContext? spinner;

    public void Report(LabStep value)
    {
        var seconds = clock.Elapsed.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture).PadLeft(5);
        terminal.MarkupLineInterpolated($"{seconds} s  {value.Text}");
        spinner?.Status(Markup.Escape($"{value.Text} ..."));
    }

    public async Task<T> ShowAsync<T>(Func<Task<T>> work)
    {
        if (!terminal.Profile.Capabilities.Interactive)
        {
            return await work();
        }

        return await terminal.Status().Spinner(Spinner.Known.Dots).StartAsync("Starting ...", async context =>
        {
            spinner = context;
            try
            {
                return await work();
            }
            finally
            {
                spinner = null;
            }
        });
    }
}
