using System.Diagnostics;
using Spare.Runtime.Ports;
using static Spare.Journal.Tests.JournalSandbox;

namespace Spare.Journal.Tests;

/// <summary>On a file system of half a mebibyte.</summary>
public sealed class FullDiskTests : IDisposable
{
    private readonly JournalSandbox sandbox = new();

    public FullDiskTests()
    {
        Directory.CreateDirectory(sandbox.Path);
        Run("mount", "-t", "tmpfs", "-o", "size=512k", "spare-test", sandbox.Path);
    }

    public void Dispose()
    {
        Run("umount", sandbox.Path);
        sandbox.Dispose();
    }

    [Fact]
    public async Task A_full_disk_is_named_and_ends_the_journal_without_harm_to_what_it_had()
    {
        ulong durable = 0;
        JournalException refused;
        await using (var journal = sandbox.Open())
        {
            refused = await Assert.ThrowsAsync<JournalException>(async () =>
            {
                for (; durable < 1000; durable++)
                {
                    await journal.AppendAsync(Record(durable + 1, 10_000), default);
                }
            });
            await Assert.ThrowsAsync<JournalException>(
                () => journal.AppendAsync(Record(durable + 2, 1), default).AsTask());
        }

        Assert.Equal($"{sandbox.Files.Single()} cannot be written: No space left on device", refused.Message);
        Assert.InRange(durable, 20ul, 60ul);
        await using var reopened = sandbox.Open();
        AssertEqual(Records(1, durable, 10_000), await ReadAsync(reopened));
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
