using Spare.Configuration.Service;
using Spare.Evaluation.Experiments;
using Spare.Lab;

namespace Spare.Benchmarks.Paper.Sites;

/// <summary>The auction site's service files by the size of their databases.</summary>
internal static class ServiceFiles
{
    private const string ReadInstances = "read-instances:\n  port: 8100\n  count: 1\n";
    private const string Here = "${service.directory}";

    public static string Of(DatabaseSize size) =>
        SourceTree.PathOf(Path.Combine("benchmarks", "Rubis.Service", $"rubis-{Word(size)}.yaml"));

    public static int Users(DatabaseSize size) => size switch
    {
        DatabaseSize.Tiny => 50,
        DatabaseSize.Small => 100_000,
        _ => 1_000_000,
    };

    public static string Word(DatabaseSize size) => size.ToString().ToLowerInvariant();

    public static ServiceFile Read(string path)
    {
        var read = ServiceFileReader.Load(path);
        return read.TryGet(out var service) ? service : throw new BenchmarkException(read.Report());
    }

    /// <summary>A copy whose one instance executes reads as well: without Spare nothing divides them.</summary>
    public static async Task WriteUndividedAsync(DatabaseSize size, string path, CancellationToken cancellation)
    {
        var original = Of(size);
        var text = await File.ReadAllTextAsync(original, cancellation);
        if (!text.Contains(ReadInstances, StringComparison.Ordinal))
        {
            throw new BenchmarkException($"{original} has other read instances than were expected.");
        }

        await File.WriteAllTextAsync(
            path,
            text.Replace(ReadInstances, "", StringComparison.Ordinal)
                .Replace(Here, Path.GetDirectoryName(original), StringComparison.Ordinal),
            cancellation);
    }
}
