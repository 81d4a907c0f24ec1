using System.Globalization;
using Spare.Lab.Faults;
using Spare.Protocol.Admin;
using Spare.Protocol.Admin.Faults;
using Spare.Protocol.Http;

namespace Spare.Lab.Chaos;

/// <summary>A fault that is done to one host of a lab.</summary>
internal abstract record ChaosFault
{
    /// <summary>Longest time that a host stays down or cut off: longer than the others need to go on.</summary>
    private static readonly TimeSpan PauseMaximum = TimeSpan.FromSeconds(4);

    private const int CountMaximum = 3;

    private static readonly string[] ReplicaParts =
    [
        ReplicaProcesses.WriteInstance, ReplicaProcesses.ReadInstance, ReplicaProcesses.Database, ReplicaProcesses.Agent,
    ];

    private static readonly Func<Random, ChaosFault>[] Kinds =
    [
        _ => new OfHost(FaultKinds.KillManager),
        _ => new OfHost(FaultKinds.KillCorosync),
        random => new Away(FaultKinds.KillHost, FaultKinds.StartHost, PauseOf(random)),
        random => new Away(FaultKinds.Partition, FaultKinds.Heal, PauseOf(random)),
        _ => new Crash(ReplicaRole.Active),
        _ => new Crash(ReplicaRole.Passive),
        .. ReplicaParts.Select(part => new Func<Random, ChaosFault>(_ => new Killed(part))),
        .. Enum.GetValues<FaultKind>().Where(CanBeInjected).Select(kind => new Func<Random, ChaosFault>(
            random => new Injected(kind, kind.TargetOf() == FaultTarget.Reply ? ClassOf(random) : null, CountOf(random)))),
    ];

    private ChaosFault()
    {
    }

    /// <summary>What <c>spare-lab fault</c> does to a host that comes back by itself.</summary>
    public sealed record OfHost(string Kind) : ChaosFault
    {
        public override string ToString() => Kind;
    }

    /// <summary>What <c>spare-lab fault</c> does to a host, and what brings it back after a while.</summary>
    public sealed record Away(string Kind, string Back, TimeSpan Pause) : ChaosFault
    {
        public override string ToString() =>
            string.Create(CultureInfo.InvariantCulture, $"{Kind}, {Back} after {Pause.TotalSeconds:0.0} s");
    }

    /// <summary>A replica's machine is destroyed.</summary>
    public sealed record Crash(ReplicaRole Role) : ChaosFault
    {
        public override string ToString() => $"crash of the {Role.ToString().ToLowerInvariant()} replica";
    }

    /// <summary>A process inside the active replica is killed.</summary>
    public sealed record Killed(string Part) : ChaosFault
    {
        public override string ToString() => $"kill of '{Part}' in the active replica";
    }

    /// <summary>The active replica commits a fault so many times.</summary>
    public sealed record Injected(FaultKind Kind, RouteClass? Class, int Count) : ChaosFault
    {
        public override string ToString() => string.Create(
            CultureInfo.InvariantCulture,
            $"{Kind} of the active replica, {Count} {(Class is { } only ? $"{only.ToString().ToLowerInvariant()}s" : "writes")}");
    }

    /// <summary>Faults without end, the same for the same seed.</summary>
    /// <param name="hosts">How many there are.</param>
    public static IEnumerable<(int Host, ChaosFault Fault)> Draw(int seed, int hosts)
    {
        for (var random = new Random(seed); ;)
        {
            var host = random.Next(hosts) + 1;
            yield return (host, Kinds[random.Next(Kinds.Length)](random));
        }
    }

    /// <summary>The register writes one row at most, which cannot be reordered.</summary>
    private static bool CanBeInjected(FaultKind kind) => kind is not (FaultKind.Crash or FaultKind.ReorderedRows);

    private static TimeSpan PauseOf(Random random) => random.NextDouble() * PauseMaximum;

    private static RouteClass ClassOf(Random random) => random.Next(2) == 0 ? RouteClass.Read : RouteClass.Write;

    private static int CountOf(Random random) => random.Next(CountMaximum) + 1;
}
