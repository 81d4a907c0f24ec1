using Spare.Evaluation.Experiments;
using Spare.Evaluation.Rounds;

namespace Spare.Evaluation.Reports;

/// <summary>What stands before a service that does nothing.</summary>
internal static class NoOpTable
{
    public static void AddTo(Document document, Results results)
    {
        NoOpResult[] values = [.. results.Of(ExperimentKind.NoOp).SelectMany(record => record.NoOp)];
        if (values.Length == 0)
        {
            return;
        }

        document.Heading("A service that does nothing");
        document.Paragraph(
            "A declared read. The ceiling is a front end that asks two services, compares, and orders nothing. Spare's clients are "
            + "divided between its hosts.");
        document.Table(
            ["Behind", "Clients", "Rounds", "Requests/s", "worst round", "Median latency ms", "worst round"],
            values.GroupBy(value => (value.Clients, value.Behind)).OrderBy(group => group.Key).Select(group => new[]
            {
                group.Key.Behind, $"{group.Key.Clients}", $"{group.Count()}", Text.Number(group.Select(value => value.PerSecond).Median()),
                Text.Number(group.Min(value => value.PerSecond)), Text.Number(group.Select(value => value.Median).Median()),
                Text.Number(group.Max(value => value.Median)),
            }));
    }
}
