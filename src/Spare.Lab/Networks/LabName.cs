using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Spare.Commands;

namespace Spare.Lab.Networks;

/// <summary>
/// The prefix of everything that one lab makes on the machine (namespaces, directories), so that it can be found and
/// removed by whoever comes next.
/// </summary>
public sealed partial record LabName
{
    /// <summary>How names look, for messages.</summary>
    public const string FormInWords = "'spare-' and 1 to 20 lower-case letters, digits or dashes";

    public LabName(string value)
    {
        if (!IsValid(value))
        {
            throw new LabException($"'{value}' cannot name a lab: {FormInWords} are needed.");
        }

        Value = value;
    }

    public string Value { get; }

    /// <summary>Where the lab keeps its files; only root may look into it.</summary>
    public string Directory => LabRecord.DirectoryOf(Value);

    /// <summary>A name that no other lab on this machine has.</summary>
    public static LabName Fresh(string kind) =>
        new($"spare-{kind}-{RandomNumberGenerator.GetHexString(6, lowercase: true)}");

    public static bool IsValid(string value) => Form().IsMatch(value);

    public override string ToString() => Value;

    [GeneratedRegex("^spare-[a-z0-9-]{1,20}$")]
    private static partial Regex Form();
}
