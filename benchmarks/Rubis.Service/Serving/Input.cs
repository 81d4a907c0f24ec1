using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Rubis.Service.Serving;

/// <summary>
/// The parameters of one request, from its form or else its query. A bad value is noted and read as the default, so that a
/// page asks for everything first and looks at <see cref="Problem"/> once.
/// </summary>
internal sealed class Input(IFormCollection? form, IQueryCollection query)
{
    public const decimal LargestAmount = 99_999_999.99m;

    private readonly StringBuilder problems = new();

    /// <summary>Every problem found so far in one sentence, or null.</summary>
    public string? Problem => problems.Length == 0 ? null : problems.ToString();

    public bool Has(string name) => Find(name) is { Length: > 0 };

    public string Text(string name, int longest)
    {
        var value = Find(name);
        if (string.IsNullOrWhiteSpace(value))
        {
            return Note(name, "is missing", "");
        }

        return Checked(name, value, longest);
    }

    public string OptionalText(string name, int longest) => Checked(name, Find(name) ?? "", longest);

    /// <summary>A row's number; 0 is never one of a row, but emulators send it.</summary>
    public int Id(string name) => Number(name, 0, int.MaxValue);

    public int Number(string name, int smallest, int largest)
    {
        var value = Find(name);
        if (string.IsNullOrEmpty(value))
        {
            return Note(name, "is missing", smallest);
        }

        var read = int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number);
        return read && number >= smallest && number <= largest
            ? number
            : Note(name, $"is not a whole number from {Plain(smallest)} to {Plain(largest)}", smallest);
    }

    public int OptionalNumber(string name, int absent, int smallest, int largest) =>
        Has(name) ? Number(name, smallest, largest) : absent;

    /// <summary>An amount of money: not negative, two decimals at most.</summary>
    public decimal Amount(string name)
    {
        var value = Find(name);
        if (string.IsNullOrEmpty(value))
        {
            return Note(name, "is missing", 0m);
        }

        var read = decimal.TryParse(
            value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount);
        return read && amount <= LargestAmount && decimal.Round(amount, 2) == amount
            ? amount
            : Note(name, $"is not an amount from 0 to {LargestAmount.ToString(CultureInfo.InvariantCulture)}", 0m);
    }

    public decimal OptionalAmount(string name) => Has(name) ? Amount(name) : 0m;

    private static string Plain(int number) => number.ToString(CultureInfo.InvariantCulture);

    private string? Find(string name)
    {
        if (form is not null && form.TryGetValue(name, out var field))
        {
            return field[0];
        }

        return query.TryGetValue(name, out var value) ? value[0] : null;
    }

    private string Checked(string name, string value, int longest)
    {
        if (value.Length > longest)
        {
            return Note(name, $"is longer than {Plain(longest)} characters", "");
        }

        // PostgreSQL has no NUL, a browser shows no other control character: only line breaks and tabs mean something.
        return value.Any(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t'))
            ? Note(name, "holds a control character", "")
            : value;
    }

    private T Note<T>(string name, string problem, T instead)
    {
        problems.Append(problems.Length == 0 ? "" : " ").Append(name).Append(' ').Append(problem).Append('.');
        return instead;
    }
}
