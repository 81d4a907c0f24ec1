using System.Globalization;
using Spare.Lab.Clients;
using Spare.Protocol.Admin;
using Spectre.Console;

namespace Spare.Lab.Demo;

/// <summary>What a person reads during the tour.</summary>
internal sealed class DemoText(IAnsiConsole terminal)
{
    /// <summary>Events that belong to the everyday, or to what is done on the lab's own account.</summary>
    private static readonly HashSet<OperatorEventKind> Unshown =
    [
        OperatorEventKind.ReplicaStarted, OperatorEventKind.ReplicaPaused, OperatorEventKind.ReplicaResumed,
        OperatorEventKind.HelperExecuted, OperatorEventKind.ReplicaReplaced,
        OperatorEventKind.ReplicaUpdated, OperatorEventKind.ReplicaDestroyed, OperatorEventKind.StatesCompared,
        OperatorEventKind.BaseMade,
        OperatorEventKind.QuorumChanged, OperatorEventKind.ClockSkew,
    ];

    /// <summary>Much is told by every host.</summary>
    private readonly HashSet<string> shown = [];
    private int steps;

    public void Begin(DemoStep step)
    {
        shown.Clear();
        terminal.WriteLine();
        terminal.MarkupLineInterpolated($"[bold]{++steps}. {step.Title}[/]");
        terminal.WriteLine($"   {step.Explanation}");
    }

    public void Show(IEnumerable<OperatorEvent> events, TimeSpan since)
    {
        foreach (var happened in events.Where(happened => !Unshown.Contains(happened.Kind) && shown.Add(happened.Text)))
        {
            terminal.WriteLine($"   {Seconds(since)}  {happened.Host} {happened.Kind}: {happened.Text}");
        }
    }

    public void Progress(string missing, TimeSpan since) => terminal.WriteLine($"   {Seconds(since)}  waiting: {missing}");

    public void End(string end, TimeSpan took, TimeSpan slowest)
    {
        terminal.MarkupLineInterpolated($"   [green]After {Seconds(took).Trim()}: {end}.[/]");
        terminal.MarkupLineInterpolated($"   [green]The slowest client waited {Seconds(slowest).Trim()} for its reply.[/]");
    }

    public void Sum(ClientTally tally, int replicas)
    {
        terminal.WriteLine();
        terminal.WriteLine($"The databases of all {replicas} replicas are equal.");
        if (tally.Broken > 0)
        {
            terminal.WriteLine(
                $"{tally.Broken} requests were asked again at the other host, because theirs was switched off before it could reply.");
        }

        tally.WhatWasWrong.Concat(tally.WhyTheyFailed).ToList().ForEach(terminal.WriteLine);
        var failed = tally.Failed + tally.GivenUp;
        terminal.MarkupLineInterpolated(
            $"[bold]{tally.Answered} replies were checked: {failed} failed, {tally.Wrong} were wrong.[/]");
    }

    private static string Seconds(TimeSpan time) =>
        time.TotalSeconds.ToString("0.00", CultureInfo.InvariantCulture).PadLeft(6) + " s";
}
