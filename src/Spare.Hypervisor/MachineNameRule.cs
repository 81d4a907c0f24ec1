using System.Buffers;

namespace Spare.Hypervisor;

/// <summary>The form of names that become parts of paths and of kernel names.</summary>
internal static class MachineNameRule
{
    internal const string Text = "1 to 40 lower-case letters, digits and dashes, not beginning with a dash";
    private const int LengthMaximum = 40;

    private static readonly SearchValues<char> Permitted = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    internal static bool Holds(string? name) =>
        name is { Length: > 0 and <= LengthMaximum } && name[0] != '-' && !name.AsSpan().ContainsAnyExcept(Permitted);
}
