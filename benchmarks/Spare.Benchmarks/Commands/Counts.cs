using System.CommandLine;

namespace Spare.Benchmarks.Commands;

/// <summary>Options that say how much is measured: nothing at all would give no figure.</summary>
internal static class Counts
{
    public const int Maximum = 1_000_000_000;

    /// <summary>From 1 to <see cref="Maximum"/>; anything else is wrong usage.</summary>
    public static Option<int> Of(string name, int usual, string description)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => usual };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && (!int.TryParse(result.Tokens[0].Value, out var count) || count is < 1 or > Maximum))
            {
                result.AddError($"'{result.Tokens[0].Value}' is not a number from 1 to {Maximum} ({name})");
            }
        });
        return option;
    }
}
