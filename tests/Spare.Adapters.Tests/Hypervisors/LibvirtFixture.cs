using Spare.TestLibvirt;

namespace Spare.Adapters.Tests.Hypervisors;

/// <summary>One libvirt daemon for all tests of a class, with an image whose guest counts.</summary>
public sealed class LibvirtFixture : IAsyncLifetime
{
    private PrivateLibvirt? started;
    private CountingDisk? image;

    internal PrivateLibvirt Libvirt => started!;

    internal CountingDisk Image => image!;

    public async Task InitializeAsync()
    {
        started = await PrivateLibvirt.StartAsync();
        image = CountingDisk.Make(started.Directory);
    }

    public async Task DisposeAsync() => await (started?.DisposeAsync() ?? ValueTask.CompletedTask);
}
