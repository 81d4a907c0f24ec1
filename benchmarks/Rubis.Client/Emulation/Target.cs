using System.Globalization;
using System.Text;

namespace Rubis.Client.Emulation;

/// <summary>What to ask the site for: a resource and its parameters, in the order in which they were added.</summary>
internal sealed class Target(string resource)
{
    /// <summary>
    /// Published clients send everything by GET. Common servers refuse request lines over 8 KiB, so what comes near that
    /// (the description of an item) is posted instead.
    /// </summary>
    public const int LongestAddress = 6000;

    private readonly StringBuilder parameters = new();

    public bool IsPosted => resource.Length + parameters.Length > LongestAddress;

    /// <summary>The parameters as a form.</summary>
    public string Form => parameters.ToString();

    /// <summary>The address below the site's root; without parameters when they are posted.</summary>
    public string Address => IsPosted || parameters.Length == 0 ? resource : $"{resource}?{parameters}";

    public Target With(string name, string value)
    {
        parameters.Append(parameters.Length == 0 ? "" : "&").Append(name).Append('=');
        parameters.Append(Uri.EscapeDataString(value).Replace("%20", "+", StringComparison.Ordinal));
        return this;
    }

    public Target With(string name, int value) => With(name, value.ToString(CultureInfo.InvariantCulture));

    public Target With(string name, decimal value) => With(name, value.ToString("0.##", CultureInfo.InvariantCulture));
}
