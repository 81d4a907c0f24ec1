using System.Globalization;

namespace Spare.Protocol;

/// <summary>
/// The 128 random bits that are agreed with a request, so that every replica draws the same random numbers. They
/// come from a cryptographic generator at the entry manager.
/// </summary>
public readonly record struct Seed(ulong High, ulong Low)
{
    /// <summary>Thirty-two hexadecimal digits, the form in which a service receives the seed.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{High:x16}{Low:x16}");
}
