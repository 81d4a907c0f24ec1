using System.Globalization;

namespace Spare.Hypervisor.Processes.Storage;

/// <summary>What a restarted daemon must know about a machine; everything else it asks the kernel.</summary>
/// <param name="Index">Which addresses, interface and user id are the machine's.</param>
internal sealed record MachineRecord(int Index, MachinePhase Phase)
{
    private const string Magic = "spare-machine 1";

    internal string Format() =>
        string.Create(CultureInfo.InvariantCulture, $"{Magic}\nindex {Index}\nphase {Phase}\n");

    /// <summary>Null when the text is not a whole record.</summary>
    internal static MachineRecord? Parse(string text)
    {
        var lines = text.Split('\n');
        return lines is [Magic, var index, var phase, ""]
            && index.StartsWith("index ", StringComparison.Ordinal)
            && int.TryParse(index.AsSpan(6), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && phase.StartsWith("phase ", StringComparison.Ordinal)
            && Enum.TryParse<MachinePhase>(phase.AsSpan(6), out var parsed)
                ? new MachineRecord(number, parsed)
                : null;
    }
}
