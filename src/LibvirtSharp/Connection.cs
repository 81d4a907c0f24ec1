using System.Runtime.InteropServices;
using LibvirtSharp.Domains;
using LibvirtSharp.Events;
using LibvirtSharp.Native;
using LibvirtSharp.Networks;
using LibvirtSharp.Storage;

namespace LibvirtSharp;

/// <summary>
/// A connection to a hypervisor. Every call blocks until libvirt has answered, and any thread may make it. Objects
/// that came from a connection stay usable after it was disposed of: each keeps it open.
/// </summary>
public sealed unsafe class Connection : IDisposable
{
    private readonly ConnectionHandle handle;

    private Connection(ConnectionHandle handle)
    {
        this.handle = handle;
        Domains = new DomainCollection(handle);
        Networks = new NetworkCollection(handle);
        StoragePools = new StoragePoolCollection(handle);
        Closed = CloseWatch.Begin(handle);
    }

    /// <summary>Any URI of libvirt's; null for the one of its configuration.</summary>
    public static Connection Open(string? uri, ConnectionOptions? options = null)
    {
        EventLoop.EnsureRunning();
        options ??= new ConnectionOptions();
        var flags = options.ReadOnly ? ConnectionCalls.ReadOnly : 0;
        return new Connection(options.Authenticate is { } answer
            ? OpenAsked(uri, flags, answer)
            : Outcome.Check(ConnectionCalls.Open(uri, null, flags)));
    }

    public DomainCollection Domains { get; }

    public NetworkCollection Networks { get; }

    public StoragePoolCollection StoragePools { get; }

    /// <summary>
    /// Ends when the connection is lost, not when it is disposed of. Never for a driver inside this process.
    /// </summary>
    public Task<CloseReason> Closed { get; }

    public bool IsAlive => Outcome.Check(ConnectionCalls.IsAlive(handle)) == 1;

    public string HostName => Outcome.Owned(ConnectionCalls.HostName(handle));

    public string Uri => Outcome.Owned(ConnectionCalls.Uri(handle));

    /// <summary>The name of libvirt's driver, as in "QEMU".</summary>
    public string Driver => Outcome.Borrowed(ConnectionCalls.Driver(handle));

    public Version HypervisorVersion
    {
        get
        {
            Outcome.Check(ConnectionCalls.HypervisorVersion(handle, out var version));
            return VersionOf(version);
        }
    }

    /// <summary>The version of the libvirt at the other end.</summary>
    public Version LibraryVersion
    {
        get
        {
            Outcome.Check(ConnectionCalls.LibraryVersion(handle, out var version));
            return VersionOf(version);
        }
    }

    public string CapabilitiesXml => Outcome.Owned(ConnectionCalls.Capabilities(handle));

    public Node Node
    {
        get
        {
            NativeNode node;
            Outcome.Check(ConnectionCalls.NodeInfo(handle, &node));
            return new Node(
                Text.Borrowed(node.Model)!, (long)node.MemoryKilobytes * 1024, (int)node.Processors, (int)node.Megahertz,
                (int)node.NumaNodes, (int)node.Sockets, (int)node.Cores, (int)node.Threads);
        }
    }

    /// <summary>In bytes.</summary>
    public long FreeMemory =>
        ConnectionCalls.FreeMemory(handle) is > 0 and var free ? (long)free : throw LibvirtException.Last();

    /// <summary>
    /// Asks the other end for a sign of life every so many whole seconds, and closes the connection after so many
    /// questions without an answer.
    /// </summary>
    /// <returns>False if the other end cannot answer such questions.</returns>
    public bool SetKeepAlive(TimeSpan interval, int count) =>
        Outcome.Check(ConnectionCalls.SetKeepAlive(handle, (int)interval.TotalSeconds, (uint)count)) == 0;

    public void Dispose() => handle.Dispose();

    private static ConnectionHandle OpenAsked(string? uri, uint flags, Func<Credential, string?> answer)
    {
        var request = new CredentialRequest(answer);
        var context = GCHandle.Alloc(request);
        var kinds = Array.ConvertAll(Enum.GetValues<CredentialKind>(), kind => (int)kind);
        try
        {
            fixed (int* first = kinds)
            {
                var authentication = new NativeAuthentication
                {
                    Kinds = first,
                    KindCount = (uint)kinds.Length,
                    Ask = &CredentialRequest.Ask,
                    Context = (void*)GCHandle.ToIntPtr(context),
                };
                var opened = ConnectionCalls.Open(uri, &authentication, flags);
                return request.Failure is null ? Outcome.Check(opened) : throw request.Failure;
            }
        }
        finally
        {
            context.Free();
        }
    }

    private static Version VersionOf(nuint version) =>
        new((int)(version / 1_000_000), (int)(version / 1_000 % 1_000), (int)(version % 1_000));
}
