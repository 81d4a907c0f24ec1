using Spare.Configuration.Hosts;
using Spare.Configuration.Reading;
using Spare.Configuration.Service;

namespace Spare.Configuration.Tests;

/// <summary>What the repository shows to people works.</summary>
public sealed class FilesOfTheRepositoryTests
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
        Assert.All(files, path => AssertCorrect(ServiceFileReader.Load(path)));
    }

    [Fact]
    public void The_pieces_that_the_services_page_teaches_make_a_correct_file()
    {
        var pieces = Blocks("docs/services.md").Where(block => block != "clock: agreed\n").ToArray();

        Assert.True(pieces.Length > 6);
        AssertCorrect(ServiceFileReader.Read(string.Concat(pieces), "docs/services.md"));
    }

    [Fact]
    public void The_host_file_on_the_operations_page_is_correct_with_each_of_its_drivers()
    {
        var blocks = Blocks("docs/operations.md").ToArray();
        Assert.Equal(3, blocks.Length);
        var file = blocks[0];
        var section = file[file.IndexOf("hypervisor:", StringComparison.Ordinal)..file.IndexOf("updates:", StringComparison.Ordinal)];

        AssertCorrect(HostFileReader.Read(file, "docs/operations.md"));
        Assert.All(blocks[1..], machines => AssertCorrect(
            HostFileReader.Read(file.Replace(section, machines, StringComparison.Ordinal), "docs/operations.md")));
    }

    private static void AssertCorrect<T>(Checked<T> result)
        where T : class => Assert.True(result.TryGet(out _), result.Report());

    /// <summary>The YAML blocks of a page.</summary>
    private static IEnumerable<string> Blocks(string page) => File.ReadAllText(Path.Combine(Root(), page))
        .Split("```yaml\n").Skip(1).Select(rest => rest[..rest.IndexOf("```", StringComparison.Ordinal)]);

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
