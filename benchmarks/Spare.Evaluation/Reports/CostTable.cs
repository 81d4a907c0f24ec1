using System.Globalization;
using Spare.Evaluation.Costs;
using Spare.Evaluation.Experiments;

namespace Spare.Evaluation.Reports;

/// <summary>What the settings cost in a year (SPARE 6.6), from a price file.</summary>
internal static class CostTable
{
    private static readonly Setting[] Compared = [Setting.Crash, Setting.AppBft, Setting.Spare];

    public static void AddTo(Document document, Results results, Prices prices)
    {
        document.Heading("Costs");
        document.Paragraph(
            "Rented virtual machines as in the paper's Table 1 (Crash 7,833 $, AppBFT 11,750 $, Spare 8,393 $), and the "
            + $"electricity of hosts of one's own. Prices: {string.Join("; ", prices.Sources)}.");
        document.Table(
            ["Setting", "Machines", $"Rent a year, {prices.Currency}", "to Spare", $"Electricity a year, {prices.Currency}"],
            Compared.Select(setting => Row(prices, setting)));
        if (Aims.PassiveShare(results.UsualLoads(1), usage => usage.CpuSeconds) is { Count: > 0 } shares)
        {
            document.Paragraph(
                $"The paper lets passive replicas use their machines for 15 % where active ones do for 75 %, a fifth; here they used "
                + $"{Text.Number(shares.Median())} of what active ones did.");
        }
    }

    private static string[] Row(Prices prices, Setting setting) =>
    [
        setting.Word(),
        string.Join(", ", prices.Rents.Where(rent => rent.Setting == setting)
            .Select(rent => $"{rent.Count} {rent.Instance.Name} ({rent.Usage} %)")),
        prices.Yearly(setting).ToString("N0", CultureInfo.InvariantCulture),
        prices.Yearly(setting) == 0 || prices.Yearly(Setting.Spare) == 0 ? Text.Nothing
            : Text.Difference((double)(prices.Yearly(Setting.Spare) / prices.Yearly(setting))),
        prices.Electricity(setting.Hosts(1)).ToString("N0", CultureInfo.InvariantCulture),
    ];
}
