using System.Diagnostics;
using System.Threading.Channels;
using Spare.Configuration;
using Spare.Lab;
using Spare.Lab.Daemons;

namespace Spare.EndToEnd.Tests.Labs;

public sealed class SupervisionTests
{
    private readonly Channel<string> reports = Channel.CreateUnbounded<string>();
    private int lives;

    [Theory]
    [InlineData(DaemonExit.StartAgain, "It wants to be started again.")]
    [InlineData(134, "It ended with code 134.")]
    public async Task A_daemon_that_ended_unasked_is_started_again_and_said_so(int code, string said)
    {
        await using var supervision = new Supervision(token => LiveAsync(code, lasting: 3, token), Report);
        supervision.Start();

        Assert.Equal(said, await reports.Reader.ReadAsync());
        Assert.Equal(said, await reports.Reader.ReadAsync());
        Assert.Equal("It ended with code 0 and stays so.", await reports.Reader.ReadAsync());
        Assert.Equal(3, lives);
    }

    [Fact]
    public async Task A_daemon_that_could_not_be_started_is_tried_again()
    {
        await using var supervision = new Supervision(
            token => ++lives == 1 ? throw new LabException("The port is in use.") : Task.FromResult(0), Report);
        supervision.Start();

        Assert.Equal("It ended with code 0 and stays so.", await reports.Reader.ReadAsync());
        Assert.Equal(2, lives);
    }

    [Fact]
    public async Task A_daemon_with_wrong_files_stays_ended()
    {
        await using var supervision = new Supervision(token => LiveAsync(2, lasting: 9, token), Report);
        supervision.Start();

        Assert.Equal("It ended with code 2 and stays so.", await reports.Reader.ReadAsync());
        Assert.Equal(1, lives);
    }

    [Fact]
    public async Task A_daemon_that_is_not_supervised_any_more_stays_ended()
    {
        var started = new TaskCompletionSource();
        await using var supervision = new Supervision(
            async token =>
            {
                lives++;
                started.SetResult();
                return await new TaskCompletionSource<int>().Task.WaitAsync(token);
            },
            Report);
        supervision.Start();
        await started.Task;

        await supervision.StopAsync();

        Assert.Equal(1, lives);
        Assert.False(reports.Reader.TryRead(out _));
    }

    private void Report(string said) => reports.Writer.TryWrite(said);

    /// <summary>A program that ends with that code; the last of its lives ends in order.</summary>
    private async Task<int> LiveAsync(int code, int lasting, CancellationToken cancellation)
    {
        var ending = ++lives == lasting ? 0 : code;
        using var program = Process.Start("sh", ["-c", $"exit {ending}"]);
        await program.WaitForExitAsync(cancellation);
        return program.ExitCode;
    }
}
