using System.Text.Json;

namespace Spare.EndToEnd.Tests.Programs;

public sealed class CheckServiceTests : IDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("spare-checked-");

    public CheckServiceTests() => File.WriteAllLines(
        Requests,
        ["# all kinds", "PUT /register/a 1", "POST /counter/c", "POST /book author=Ann&message=Hello", "GET /draw", "GET /list"]);

    private string Requests => Path.Combine(directory.FullName, "all-kinds.txt");

    public void Dispose() => directory.Delete(recursive: true);

    [Fact]
    public async Task A_service_that_takes_time_and_chance_from_the_request_shows_no_difference()
    {
        using var check = Check(SourceTree.Register, "--requests", Requests, "--count", "30");

        var code = await check.EndAsync();

        Assert.True(code == 0, check.Written);
        Assert.Contains(
            "30 requests on two copies, 18 of them changed the database; no difference", check.Written, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_looks_at_the_clock_is_found_out_row_by_row()
    {
        CopyRegister(text => text.Replace("Spare-Time", "Other-Time", StringComparison.Ordinal));
        using var check = Check(
            Path.Combine(directory.FullName, "register.yaml"), "--requests", Requests, "--output", "json");

        Assert.Equal(1, await check.EndAsync());

        using var report = JsonDocument.Parse(check.Written);
        var differences = report.RootElement.GetProperty("differences").EnumerateArray().ToList();
        Assert.Contains(differences, difference =>
            difference.GetProperty("request").GetString() == "PUT /register/a 1"
            && difference.GetProperty("first").GetString()!.Contains("changed = '", StringComparison.Ordinal));
        Assert.DoesNotContain(differences, difference =>
            difference.GetProperty("request").GetString() == "POST /counter/c");
    }

    [Theory]
    [InlineData("no such file", "/nowhere/shop.yaml")]
    [InlineData("--count", "/nowhere/shop.yaml", "--count", "0")]
    public async Task Wrong_usage_and_wrong_files_end_with_exit_code_2(string because, params string[] arguments)
    {
        using var check = Check(arguments);

        Assert.True(await check.EndAsync() == 2, because + check.Written);
    }

    [Fact]
    public async Task Every_line_that_is_no_request_is_named()
    {
        await File.WriteAllLinesAsync(Requests, ["GET /list", "list", "", "get /list"]);
        using var check = Check(SourceTree.Register, "--requests", Requests);

        Assert.Equal(2, await check.EndAsync());

        Assert.Contains($"{Requests}:2:", check.Written, StringComparison.Ordinal);
        Assert.Contains($"{Requests}:4:", check.Written, StringComparison.Ordinal);
    }

    /// <summary>By way of the operator's command, which starts the lab's.</summary>
    private static ProgramRun Check(params string[] arguments) =>
        ProgramRun.Start(Commands.Programs.Find("spare", "Spare.Cli"), ["check-service", .. arguments]);

    private void CopyRegister(Func<string, string> change)
    {
        foreach (var file in Directory.EnumerateFiles(Path.GetDirectoryName(SourceTree.Register)!))
        {
            File.WriteAllText(Path.Combine(directory.FullName, Path.GetFileName(file)), change(File.ReadAllText(file)));
        }
    }
}
