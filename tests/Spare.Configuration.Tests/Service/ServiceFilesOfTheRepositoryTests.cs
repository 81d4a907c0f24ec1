using Spare.Configuration.Service;

namespace Spare.Configuration.Tests.Service;

public sealed class ServiceFilesOfTheRepositoryTests
{
    [Fact]
    public void Every_service_file_is_correct()
    {
        var files = new[] { "examples", "benchmarks" }
            .Select(folder => Path.Combine(Root(), folder))
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.yaml", SearchOption.AllDirectories))
            .Where(path => File.ReadLines(path).Any(line => line.StartsWith("service:", StringComparison.Ordinal)))
            .ToArray();

        Assert.NotEmpty(files);
        Assert.All(files, path =>
        {
            var result = ServiceFileReader.Load(path);
            Assert.True(result.TryGet(out _), result.Report());
        });
    }

    private static string Root()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory!.FullName, "Spare.sln")))
        {
            directory = directory.Parent;
        }

        return directory.FullName;
    }
}
