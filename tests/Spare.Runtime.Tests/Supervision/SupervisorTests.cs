using System.Net.Sockets;
using System.Text;
using Spare.Runtime.Supervision;

namespace Spare.Runtime.Tests.Supervision;

public sealed class SupervisorTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("spare-supervisor-");
    private readonly Socket heard = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
    private readonly CancellationTokenSource ending = new(Patience);

    private string Address => Path.Combine(directory.FullName, "notify");

    public void Dispose()
    {
        heard.Dispose();
        ending.Dispose();
        directory.Delete(recursive: true);
    }

    [Fact]
    public async Task Hears_that_the_daemon_is_ready_and_that_it_lives_only_after_each_sign_of_life()
    {
        heard.Bind(new UnixDomainSocketEndPoint(Address));
        var signs = 0;
        var hangs = new TaskCompletionSource();
        var running = Made(("NOTIFY_SOCKET", Address), ("WATCHDOG_USEC", "4000"))!.RunAsync(
            _ =>
            {
                signs++;
                if (signs <= 3)
                {
                    return Task.CompletedTask;
                }

                hangs.SetResult();
                return new TaskCompletionSource().Task.WaitAsync(ending.Token);
            },
            ending.Token);
        Assert.Equal("READY=1", await HearAsync());
        for (var sign = 0; sign < 3; sign++)
        {
            Assert.Equal("WATCHDOG=1", await HearAsync());
        }

        await hangs.Task.WaitAsync(Patience);
        await ending.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Equal(0, heard.Available);
    }

    [Theory]
    [InlineData("WATCHDOG_PID", "7")]
    [InlineData("WATCHDOG_PID", "")]
    public async Task One_that_waits_for_another_process_hears_only_that_the_daemon_is_ready(string name, string value)
    {
        heard.Bind(new UnixDomainSocketEndPoint(Address));
        await Made(("NOTIFY_SOCKET", Address), ("WATCHDOG_USEC", "4000"), (name, value))!.RunAsync(
            _ => Task.CompletedTask, ending.Token);
        Assert.Equal("READY=1", await HearAsync());
    }

    [Fact]
    public async Task One_without_a_file_hears_it_too()
    {
        var name = $"spare-supervisor-{Guid.NewGuid():N}";
        heard.Bind(new UnixDomainSocketEndPoint($"\0{name}"));
        await Made(("NOTIFY_SOCKET", $"@{name}"))!.RunAsync(_ => Task.CompletedTask, ending.Token);
        Assert.Equal("READY=1", await HearAsync());
    }

    [Fact]
    public Task One_that_is_gone_keeps_the_daemon_from_nothing() =>
        Made(("NOTIFY_SOCKET", Address))!.RunAsync(_ => Task.CompletedTask, ending.Token);

    [Fact]
    public void Without_one_nobody_is_told() => Assert.Null(Made(("WATCHDOG_USEC", "4000")));

    private static Supervisor? Made(params (string Name, string Value)[] variables) =>
        Supervisor.Of(
            name => variables.FirstOrDefault(variable => variable.Name == name).Value, process: 8);

    private async Task<string> HearAsync()
    {
        var buffer = new byte[64];
        return Encoding.ASCII.GetString(buffer, 0, await heard.ReceiveAsync(buffer, ending.Token));
    }
}
