using System.Collections.Immutable;
using System.Globalization;
using Spare.Configuration.Reading;
using Spare.Evaluation.Experiments;

namespace Spare.Evaluation.Costs;

/// <summary>Reads a price file; every mistake is reported with its line.</summary>
internal static class PricesReader
{
    private const int ItemsMaximum = 50;
    private static readonly Instance Unknown = new("", 0, 0);

    private static readonly ScalarType<decimal> Amount = new(0, (string text, out decimal value) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value) && value < 1_000_000
            ? null
            : $"must be an amount such as 0.16, not '{text}'");

    public static Checked<Prices> Load(string path) => ConfigurationText.Load(path, Read);

    public static Checked<Prices> Read(string text, string fileName) =>
        ConfigurationText.Read(text, fileName, "the price file", File);

    private static Prices File(Section root)
    {
        var electricity = root.RequiredSection("electricity");
        var instances = Instances(root);
        return new Prices(
            root.Required("currency", Scalars.Text(20)),
            root.Required("hours", Scalars.Integer(1, 8784)),
            electricity.Required("kilowatt-hour", Amount),
            electricity.Required("watts", Scalars.Integer(1, 100_000)))
        {
            Sources = root.RequiredScalars("sources", ItemsMaximum, Scalars.Text()),
            Rents = [.. root.Items("rents", ItemsMaximum).Select((item, i) => RentOf(root.Child(item, $"rent {i + 1}"), instances))],
        };
    }

    private static ImmutableArray<Instance> Instances(Section root) =>
    [
        .. root.Items("instances", ItemsMaximum).Select((item, i) =>
        {
            var section = root.Child(item, $"instance {i + 1}");
            return new Instance(
                section.Required("name", Scalars.Text(40)), section.Required("once", Amount), section.Required("hourly", Amount));
        }),
    ];

    private static Rent RentOf(Section section, ImmutableArray<Instance> instances)
    {
        var name = section.Required("instance", Scalars.Text(40));
        var instance = instances.FirstOrDefault(known => known.Name == name);
        if (instance is null && section.Has("instance"))
        {
            section.Mistake(section.PositionOf("instance"), $"'instance' names '{name}', which is none of 'instances'");
        }

        return new Rent(
            section.Required("setting", Settings.Scalar), instance ?? Unknown,
            section.Required("count", Scalars.Integer(1, 1000)), section.Required("usage", Scalars.Integer(0, 100)));
    }
}
