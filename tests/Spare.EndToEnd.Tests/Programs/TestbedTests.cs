using System.Text.Json;
using Spare.Lab.Networks;

namespace Spare.EndToEnd.Tests.Programs;

/// <summary>
/// <c>spare-bench paper --testbed</c> as a laboratory uses it with its own hosts: what starts and reaches them is not known to
/// the program. Here they are those of a lab that runs by itself.
/// </summary>
public sealed class TestbedTests : IAsyncLifetime, IDisposable
{
    private const string Load = """
        experiment: load
        settings: [spare]
        database: tiny
        clients: [4]
        think-time: none
        rounds: 1
        warm-up: 6s
        duration: 10s
        """;

    private readonly LabName name = LabName.Fresh("testbed");
    private readonly int port = FreePorts.Two();
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("spare-testbed-");

    private string Results => Path.Combine(directory.FullName, "results");

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => Leftovers.RemoveAsync(name, CancellationToken.None);

    public void Dispose() => directory.Delete(recursive: true);

    [Fact]
    public async Task A_setting_is_measured_on_hosts_that_are_given()
    {
        using var bench = Start(Load);

        Assert.True(await bench.EndAsync() == 0, bench.Written);

        using var record = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(Results, "load", "001-spare-4-table.json")));
        Assert.True(record.RootElement.GetProperty("load").GetProperty("requests").GetInt64() > 0, bench.Written);
        var hosts = record.RootElement.GetProperty("footprint").GetProperty("hosts").EnumerateArray().ToList();
        Assert.Equal([1, 2, 0], hosts.Select(host => host.GetProperty("host").GetInt32()));
        Assert.All(hosts[..2], host => Assert.Equal("manager corosync active passive", Parts(host)));
        Assert.Equal("witness", Parts(hosts[2]));
        Assert.Equal(2, record.RootElement.GetProperty("times").GetArrayLength());
        var report = await File.ReadAllTextAsync(Path.Combine(Results, "report.md"));
        Assert.Contains($"of the testbed '{name}'", report, StringComparison.Ordinal);
        Remains.AreNone(name);
    }

    [Fact]
    public async Task A_host_that_is_given_can_be_lost()
    {
        using var bench = Start("experiment: host-crash\nsettings: [spare]\nrate: 20\nrounds: 1\nwarm-up: 1s\nduration: 4s\n");

        Assert.True(await bench.EndAsync() == 0, bench.Written);

        using var record = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(Results, "load", "001-spare-0-table.json")));
        var trace = record.RootElement.GetProperty("trace");
        Assert.Equal(0, trace.GetProperty("failed").GetInt32());
        Assert.Contains(
            "help taken", trace.GetProperty("stages").EnumerateArray().Select(stage => stage.GetProperty("name").GetString()));
        Remains.AreNone(name);
    }

    [Fact]
    public async Task A_setting_that_does_not_start_is_named_with_what_was_said()
    {
        using var bench = Start(Load.Replace("[spare]", "[direct]", StringComparison.Ordinal));

        Assert.Equal(1, await bench.EndAsync());

        Assert.Contains(
            $"'start' of '{name}' ended with 1 for direct: a lab has no setting 'direct'", bench.Written, StringComparison.Ordinal);
        Assert.Contains("Not all was measured (1 of ", bench.Written, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[./lab, reach, h1]", "[./nobody]", "The meter on host 1 ended: env: ")]
    [InlineData("http://127.0.0.1:18081/rubis", "h2", "'url' must be a URL such as http://10.0.0.1:8080/rubis, not 'h2'")]
    public async Task A_host_that_cannot_be_measured_is_named_before_anything_is_started(string right, string wrong, string message)
    {
        using var bench = Start(Load, text => text.Replace(right, wrong, StringComparison.Ordinal));

        Assert.NotEqual(0, await bench.EndAsync());

        Assert.Contains(message, bench.Written, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Results));
    }

    private static string Parts(JsonElement host) =>
        string.Join(' ', host.GetProperty("parts").EnumerateObject().Where(part => part.Value.GetProperty("memory").GetDouble() > 0)
            .Select(part => part.Name));

    private ProgramRun Start(string experiment, Func<string, string>? change = null)
    {
        var (source, file) = (Path.Combine(SourceTree.Root, "benchmarks", "testbeds"), Path.Combine(directory.FullName, $"{name}.yaml"));
        var configuration = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        File.WriteAllText(file, Own((change ?? (text => text))(File.ReadAllText(Path.Combine(source, "lab.yaml")))));
        var script = Path.Combine(directory.FullName, "lab");
        File.WriteAllText(script, Own(File.ReadAllText(Path.Combine(source, "lab"))));
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var load = Path.Combine(directory.FullName, "load.yaml");
        File.WriteAllText(load, experiment);
        return ProgramRun.Start(
            SourceTree.Program("spare-bench", "Spare.Benchmarks"), "paper", load, "--testbed", file, "--results", Results, "--busy");

        string Own(string text) => text.Replace("spare-testbed", name.Value, StringComparison.Ordinal)
            .Replace("\"$(dirname \"$0\")/../..\"", SourceTree.Root, StringComparison.Ordinal)
            .Replace("/release/", $"/{configuration}/", StringComparison.Ordinal)
            .Replace("/release\n", $"/{configuration}\n", StringComparison.Ordinal)
            .Replace("18080", $"{port}", StringComparison.Ordinal).Replace("18081", $"{port + 1}", StringComparison.Ordinal);
    }
}
