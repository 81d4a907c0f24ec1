namespace LibvirtSharp.Tests;

public sealed class NetworkTests : IDisposable
{
    private readonly Connection connection = Connection.Open("test:///default");
    private readonly string name = $"spare-{Guid.NewGuid():N}";

    private string Xml => $"<network><name>{name}</name><bridge name='spare0'/><forward mode='none'/></network>";

    public void Dispose() => connection.Dispose();

    [Fact]
    public void A_network_goes_through_its_life()
    {
        using var network = connection.Networks.Define(Xml);
        Assert.False(network.IsActive);

        network.Start();
        using var found = connection.Networks.Find(name);
        Assert.Equal(network.Uuid, found!.Uuid);
        Assert.True(found.IsActive);
        Assert.Equal("spare0", found.BridgeName);
        Assert.Contains(name, found.Xml(), StringComparison.Ordinal);
        network.Destroy();
        network.Undefine();

        Assert.Null(connection.Networks.Find(name));
    }

    [Fact]
    public void A_transient_network_is_gone_when_it_ends()
    {
        using var network = connection.Networks.Create(Xml);
        var listed = connection.Networks.List();
        Assert.Contains(listed, one => one.Name == name);

        network.Destroy();

        Assert.Null(connection.Networks.Find(name));
        foreach (var one in listed)
        {
            one.Dispose();
        }
    }
}
