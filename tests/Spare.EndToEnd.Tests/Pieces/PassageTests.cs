using System.Diagnostics;
using Spare.Lab;
using Spare.Lab.Networks;

namespace Spare.EndToEnd.Tests.Pieces;

public sealed class PassageTests : IDisposable
{
    private readonly DirectoryInfo root = Directory.CreateTempSubdirectory("spare-passage-");

    public void Dispose() => root.Delete(recursive: true);

    [Theory]
    [InlineData("clone/shop", "clone/shop/file")]
    [InlineData("clone", "clone/shop/file")]
    [InlineData("", "file")]
    public async Task Others_reach_a_directory_below_one_that_they_may_not_pass(string wanted, string file)
    {
        var shop = Directory.CreateDirectory(Path.Combine(root.FullName, "clone", "it's a shop", "..", "shop"));
        foreach (var place in new[] { root.FullName, shop.FullName })
        {
            await File.WriteAllTextAsync(Path.Combine(place, "file"), "found");
        }

        // CreateTempSubdirectory makes it for the owner alone.
        var script = Passage.ScriptFor([Path.Combine(root.FullName, wanted)]);

        var (code, output, errors) = await ReadAsNobodyAsync(script, Path.Combine(root.FullName, file));

        Assert.True(code == 0, errors);
        Assert.Equal("found", output);
        Assert.False(File.GetUnixFileMode(root.FullName).HasFlag(UnixFileMode.OtherExecute));
    }

    [Fact]
    public async Task Without_a_passage_others_do_not()
    {
        await File.WriteAllTextAsync(Path.Combine(root.FullName, "file"), "found");

        var (code, _, _) = await ReadAsNobodyAsync("", Path.Combine(root.FullName, "file"));

        Assert.NotEqual(0, code);
    }

    [Fact]
    public void Where_everybody_may_pass_nothing_is_done() => Assert.Equal("", Passage.ScriptFor(["/usr/bin", "/tmp"]));

    private static Task<(int Code, string Output, string Errors)> ReadAsNobodyAsync(string script, string file) => Tool.RunAsync(
        new ProcessStartInfo(
            "unshare",
            ["--mount", "bash", "-c", $"set -e\n{script}exec setpriv --reuid 65534 --clear-groups cat \"$1\"", "bash", file]),
        CancellationToken.None);
}
