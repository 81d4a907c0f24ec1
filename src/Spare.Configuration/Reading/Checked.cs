using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Spare.Configuration.Reading;

/// <summary>
/// What became of a configuration file: the value, or every mistake in it, ordered by line. A file with one mistake
/// has no value.
/// </summary>
public sealed class Checked<T>
    where T : class
{
    private readonly T? value;

    public Checked(T value)
    {
        this.value = value;
        Mistakes = [];
    }

    public Checked(ImmutableArray<Mistake> mistakes) => Mistakes = mistakes;

    public ImmutableArray<Mistake> Mistakes { get; }

    public bool TryGet([NotNullWhen(true)] out T? result)
    {
        result = value;
        return result is not null;
    }

    /// <summary>The mistakes as a program prints them to standard error before it ends with code 2.</summary>
    public string Report() => string.Join(
        Environment.NewLine,
        [.. Mistakes.Select(mistake => mistake.ToString()), Mistakes.Length == 1 ? "1 mistake" : $"{Mistakes.Length} mistakes"]);
}
