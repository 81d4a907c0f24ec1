using Spare.Lab.Machines;

namespace Spare.Lab.Running;

/// <summary>The services that a lab runs by itself; when nobody names another, the auction site RUBiS.</summary>
internal static class DefaultService
{
    /// <summary>As its service files name it.</summary>
    public const string Name = "rubis";

    private const string Small = "small";
    private const string Tiny = "tiny";

    public static readonly string[] Sizes = [Small, Tiny];

    /// <param name="size">Null: as much as replicas of that kind have room for.</param>
    public static string Find(string? size, HypervisorDriver driver) => SourceTree.PathOf(Path.Combine(
        "benchmarks", "Rubis.Service", $"rubis-{size ?? (driver == HypervisorDriver.Libvirt ? Tiny : Small)}.yaml"));

    /// <summary>The small service whose replies clients can check by themselves.</summary>
    public static string FindRegister() => SourceTree.PathOf(Path.Combine("examples", "register", "register.yaml"));
}
