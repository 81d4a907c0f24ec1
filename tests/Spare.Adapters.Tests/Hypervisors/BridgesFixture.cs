using Spare.Hypervisor.Libvirt;

namespace Spare.Adapters.Tests.Hypervisors;

/// <summary>As many bridges as a host file has at least.</summary>
public sealed class BridgesFixture : IAsyncLifetime
{
    private const int Count = 4;

    private readonly List<PrivateBridge> bridges = [];

    internal IReadOnlyList<MachineBridge> All => [.. bridges.Select(bridge => new MachineBridge(bridge.Name, bridge.ManagerEnd))];

    public async Task InitializeAsync()
    {
        while (bridges.Count < Count)
        {
            bridges.Add(await PrivateBridge.MakeAsync());
        }
    }

    public async Task DisposeAsync()
    {
        foreach (var bridge in bridges)
        {
            await bridge.DisposeAsync();
        }
    }
}
