namespace Spare.Evaluation.Footprints;

/// <summary>Finds out which part of a host each of its processes belongs to.</summary>
internal static class HostParts
{
    private const string Emulator = "qemu-system";
    private const string Domain = "guest=";

    /// <summary>What begins a part, by the beginning of its command; what it starts belongs to it.</summary>
    private static readonly (string Command, Part Part)[] Programs =
    [
        ("corosync-qnetd", Part.Witness), ("corosync", Part.Corosync), ("spared", Part.Manager), ("libvirtd", Part.Manager),
        ("virtqemud", Part.Manager), ("spare-agent", Part.Active),
    ];

    /// <summary>
    /// The ids of processes by part. A process belongs to the replica in whose control group or virtual machine it is, or
    /// else to the program that started it, or the one that started that; others are nobody's.
    /// </summary>
    /// <param name="processes">Of the host, or of a machine that is several hosts: those that neither see the host's network
    /// nor were started by one that does are not its own.</param>
    /// <param name="machines">
    /// The host's replicas by the names of their machines, before which control groups and domains name the host.
    /// </param>
    public static ILookup<Part, int> Of(IReadOnlyList<HostProcess> processes, IReadOnlyDictionary<string, Part> machines)
    {
        var known = processes.ToDictionary(process => process.Id);
        var found =
            from process in processes
            let lineage = Lineage(process, known).ToList()
            where lineage.Any(ancestor => ancestor.IsLocal)
            let part = First(lineage, ancestor => OfMachine(ancestor, machines)) ?? First(lineage, OfProgram)
            where part is not null
            select (Part: part.Value, process.Id);
        return found.ToLookup(one => one.Part, one => one.Id);
    }

    private static Part? First(IEnumerable<HostProcess> lineage, Func<HostProcess, Part?> part) =>
        lineage.Select(part).FirstOrDefault(one => one is not null);

    private static Part? OfMachine(HostProcess process, IReadOnlyDictionary<string, Part> machines) => machines
        .Where(machine => process.Groups.Append(DomainOf(process)).Any(
            name => name.EndsWith($"-{machine.Key}", StringComparison.Ordinal)))
        .Select(machine => (Part?)machine.Value).FirstOrDefault();

    /// <summary>Of the virtual machine that the process computes; empty if it computes none.</summary>
    private static string DomainOf(HostProcess process) =>
        process.Command.StartsWith(Emulator, StringComparison.Ordinal)
            && process.Arguments.Split('\0').FirstOrDefault(one => one.StartsWith(Domain, StringComparison.Ordinal)) is { } domain
                ? domain[Domain.Length..].Split(',')[0]
                : string.Empty;

    private static Part? OfProgram(HostProcess process) => IsForwarder(process) ? Part.Forwarder
        : Programs.Where(program => process.Command.StartsWith(program.Command, StringComparison.Ordinal))
            .Select(program => (Part?)program.Part).FirstOrDefault();

    private static bool IsForwarder(HostProcess process)
    {
        var arguments = process.Arguments.Split('\0');
        return arguments.Contains("forward") && arguments.Any(argument =>
            Path.GetFileNameWithoutExtension(argument).Equals("spare-bench", StringComparison.Ordinal));
    }

    /// <summary>The process, who started it, who started that, and so on.</summary>
    private static IEnumerable<HostProcess> Lineage(HostProcess process, Dictionary<int, HostProcess> known)
    {
        for (HostProcess? one = process; one is not null; one = known.GetValueOrDefault(one.Parent))
        {
            yield return one;
        }
    }
}
