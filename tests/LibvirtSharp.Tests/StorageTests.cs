using LibvirtSharp.Storage;

namespace LibvirtSharp.Tests;

public sealed class StorageTests : IDisposable
{
    private readonly Connection connection = Connection.Open("test:///default");
    private readonly string name = $"spare-{Guid.NewGuid():N}";

    private string Xml => $"<pool type='dir'><name>{name}</name><target><path>/spare-{name}</path></target></pool>";

    public void Dispose() => connection.Dispose();

    [Fact]
    public void A_pool_goes_through_its_life()
    {
        using var pool = connection.StoragePools.Define(Xml);
        Assert.False(pool.IsActive);

        pool.Build();
        pool.Start();
        pool.Refresh();
        using var found = connection.StoragePools.Find(name);
        Assert.True(found!.IsActive);
        Assert.True(found.Space.Available > 0);
        Assert.Contains(name, found.Xml(), StringComparison.Ordinal);
        Assert.Contains(connection.StoragePools.List(), one => one.Name == name);
        pool.Destroy();
        pool.Undefine();

        Assert.Null(connection.StoragePools.Find(name));
    }

    [Fact]
    public void A_volume_is_made_cloned_grown_and_deleted()
    {
        using var pool = connection.StoragePools.Create(Xml);
        using var volume = pool.CreateVolume(Volume("first.img"));

        using var clone = pool.CloneVolume(Volume("second.img"), volume);

        Assert.Equal(["first.img", "second.img"], pool.ListVolumes().Select(one => one.Name).Order());
        using var found = connection.StoragePools.FindVolume(volume.Path);
        Assert.Equal("first.img", found!.Name);
        using var named = pool.FindVolume("second.img");
        Assert.Equal(new VolumeSpace(1024 * 1024, 1024 * 1024), named!.Space);
        Assert.Contains("first.img", volume.Xml(), StringComparison.Ordinal);
        volume.Delete();
        Assert.Null(pool.FindVolume("first.img"));
        pool.Destroy();
    }

    private static string Volume(string file) => $"""
        <volume>
          <name>{file}</name>
          <capacity>{1024 * 1024}</capacity>
          <allocation>{1024 * 1024}</allocation>
        </volume>
        """;
}
