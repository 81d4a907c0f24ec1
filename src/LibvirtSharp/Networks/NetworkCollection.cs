using System.Collections.Immutable;
using LibvirtSharp.Native;

namespace LibvirtSharp.Networks;

/// <summary>The virtual networks of a connection.</summary>
public sealed unsafe class NetworkCollection
{
    private readonly ConnectionHandle connection;

    internal NetworkCollection(ConnectionHandle connection) => this.connection = connection;

    /// <summary>The caller disposes of each.</summary>
    public ImmutableArray<Network> List()
    {
        void** networks;
        var count = NetworkCalls.List(connection, &networks, 0);
        return ObjectList.Take<NetworkHandle, Network>(count, networks, handle => new Network(handle));
    }

    public Network? Find(string name) =>
        Outcome.Find(NetworkCalls.Find(connection, name), LibvirtErrorCode.NoNetwork) is { } handle ? new Network(handle) : null;

    /// <summary>A persistent network that is not started.</summary>
    public Network Define(string xml) => new(Outcome.Check(NetworkCalls.Define(connection, xml)));

    /// <summary>A transient network that is started, and is gone when it ends.</summary>
    public Network Create(string xml) => new(Outcome.Check(NetworkCalls.Create(connection, xml)));
}
