using System.Net;
using Spare.Lab;
using Spare.Protocol;
using Spare.Protocol.Admin;
using Spare.Protocol.Admin.Faults;
using Spare.Protocol.Http;

namespace Spare.EndToEnd.Tests.Faults;

/// <summary>
/// Each mode does what it says: a wrong reply reaches the client in mode crash and is masked in mode appbft (that mode
/// spare masks it <see cref="InjectionTests"/> shows).
/// </summary>
public sealed class ModeTests
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly Uri Register = new("/register/key", UriKind.Relative);

    [Theory]
    [InlineData(ReplicationMode.Crash)]
    [InlineData(ReplicationMode.AppBft)]
    public async Task A_wrong_reply_reaches_the_client_only_where_nobody_votes(ReplicationMode mode)
    {
        var register = new RegisterLab { Faults = new FaultThreshold(1, mode) };
        await register.InitializeAsync();
        try
        {
            await WriteAsync(register.Lab.Hosts[0], "right");
            var right = await ReadAsync(register.Lab.Hosts[1]);
            await LieAsync(register.Lab.Hosts[0]);

            var said = await ReadAsync(register.Lab.Hosts[0]);

            if (mode == ReplicationMode.Crash)
            {
                Assert.NotEqual(right, said);
            }
            else
            {
                Assert.Equal(right, said);
                await IsDownAsync(register.Lab.Hosts[0]);
                await WriteAsync(register.Lab.Hosts[0], "after");
                Assert.Contains("after", await ReadAsync(register.Lab.Hosts[0]), StringComparison.Ordinal);
            }

            Assert.Equal(mode.Name(), (await register.Lab.Hosts[0].Admin.StatusAsync(None)).Mode);
        }
        finally
        {
            await register.DisposeAsync();
        }
    }

    private static async Task LieAsync(LabHost host)
    {
        var active = (await host.ActiveAsync())?.Replica ?? throw new InvalidOperationException();
        await host.Admin.InjectAsync(
            new InjectedFault { Kind = FaultKind.WrongBody, Replica = active, Class = RouteClass.Read, Count = 1 }, None);
    }

    /// <summary>The replica was convicted, and there is no other one.</summary>
    private static Task IsDownAsync(LabHost host) => Eventually.HoldsAsync(async () =>
        (await host.Admin.StatusAsync(None)).Replicas is [{ State: ReplicaState.Failed, Detail: not null }]);

    private static async Task WriteAsync(LabHost host, string value)
    {
        using var http = new HttpClient { BaseAddress = host.Url };
        using var content = new StringContent(value);
        using var answer = await http.PutAsync(Register, content);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private static async Task<string> ReadAsync(LabHost host)
    {
        using var http = new HttpClient { BaseAddress = host.Url };
        using var answer = await http.GetAsync(Register);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync();
    }
}
