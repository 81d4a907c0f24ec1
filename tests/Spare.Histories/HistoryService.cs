using Spare.Commands;
using Spare.Histories.Auctions;
using Spare.Histories.Recording;
using Spare.Histories.Registers;
using Spare.Lab;
using Spare.Lab.Machines;
using Spare.Lab.Running;
using Spare.Protocol.Admin.Faults;

namespace Spare.Histories;

/// <summary>A service whose histories can be checked.</summary>
/// <param name="Name">As its service file says.</param>
/// <param name="Traffic">Its clients, from a seed.</param>
/// <param name="Faults">Those that its requests can show.</param>
internal sealed record HistoryService(
    string Name, string ServiceFile, Func<RunningLab, int, ITraffic> Traffic, IReadOnlyList<FaultKind> Faults)
{
    /// <summary>What hangs is noticed so soon, that a run sees many faults.</summary>
    private const string Deadline = "deadline: 2s";

    private const string BuiltProgram = "${service.directory}/../../artifacts/bin/Rubis.Service/release/rubis-service";

    /// <summary>The register writes one row at most, which cannot be reordered.</summary>
    public static HistoryService Register => new(
        "register", DefaultService.FindRegister(), (lab, seed) => new RegisterTraffic(lab, seed),
        [.. Enum.GetValues<FaultKind>().Where(kind => kind != FaultKind.ReorderedRows)]);

    public static HistoryService Auction => new(
        "auction", DefaultService.Find("tiny", HypervisorDriver.Process), (lab, seed) => new ItemTraffic(lab, seed),
        Enum.GetValues<FaultKind>());

    /// <summary>With a short deadline, and the programs of this build.</summary>
    public string WriteServiceFile(string directory)
    {
        var text = File.ReadAllText(ServiceFile)
            .Replace(BuiltProgram, Programs.Find("rubis-service", "Rubis.Service"), StringComparison.Ordinal)
            .Replace("${service.directory}", Path.GetDirectoryName(ServiceFile), StringComparison.Ordinal)
            .Replace("\n  deadline: 5s", $"\n  {Deadline}", StringComparison.Ordinal)
            .Replace("\n  deadline: 10s", $"\n  {Deadline}", StringComparison.Ordinal);
        var path = Path.Combine(directory, Path.GetFileName(ServiceFile));
        File.WriteAllText(path, text);
        return path;
    }
}
