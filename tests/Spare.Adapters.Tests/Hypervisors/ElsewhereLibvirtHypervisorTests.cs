namespace Spare.Adapters.Tests.Hypervisors;

/// <summary>The same for a manager with a machine of its own: another host's libvirt, over links that were made beforehand.</summary>
public sealed class ElsewhereLibvirtHypervisorTests(LibvirtFixture fixture, BridgesFixture bridges)
    : LibvirtHypervisorTests(fixture, fixture.Options() with { Uri = fixture.Libvirt.RemoteUri, Bridges = bridges.All }),
        IClassFixture<BridgesFixture>;
