namespace Spare.Configuration.Reading;

/// <summary>
/// How one kind of value is read. The parser returns null, or the rest of the sentence "'key' ..." that says what is
/// wrong.
/// </summary>
/// <param name="Fallback">Stands in for a wrong value while the rest of the file is checked; never leaves the reader.</param>
internal sealed record ScalarType<T>(T Fallback, ScalarParser<T> Parse);

internal delegate string? ScalarParser<T>(string text, out T value);
