using System.Diagnostics;

namespace Spare.Adapters.Tests.Hypervisors;

/// <summary>
/// A bridge as an operator makes it for a manager with a virtual machine of its own: nobody has an address on it, and one
/// cable leads to the manager.
/// </summary>
internal sealed class PrivateBridge : IAsyncDisposable
{
    private readonly string tag = $"{Random.Shared.Next():x8}";

    private PrivateBridge()
    {
    }

    public string Name => $"spb{tag}";

    public string ManagerEnd => $"spm{tag}";

    private string BridgeEnd => $"spx{tag}";

    public static async Task<PrivateBridge> MakeAsync()
    {
        var bridge = new PrivateBridge();
        await IpAsync("link", "add", bridge.Name, "type", "bridge");
        await IpAsync("link", "add", bridge.ManagerEnd, "type", "veth", "peer", "name", bridge.BridgeEnd);
        await File.WriteAllTextAsync($"/proc/sys/net/ipv6/conf/{bridge.Name}/disable_ipv6", "1");
        await File.WriteAllTextAsync($"/proc/sys/net/ipv6/conf/{bridge.BridgeEnd}/disable_ipv6", "1");
        await IpAsync("link", "set", bridge.BridgeEnd, "master", bridge.Name, "up");
        await IpAsync("link", "set", bridge.Name, "up");
        return bridge;
    }

    public async ValueTask DisposeAsync()
    {
        await IpAsync("link", "delete", ManagerEnd);
        await IpAsync("link", "delete", Name);
    }

    private static async Task IpAsync(params string[] arguments)
    {
        using var command = Process.Start("ip", arguments);
        await command.WaitForExitAsync();
        Assert.Equal(0, command.ExitCode);
    }
}
