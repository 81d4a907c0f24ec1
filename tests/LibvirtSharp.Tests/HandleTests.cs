using System.Runtime.CompilerServices;
using LibvirtSharp.Domains;
using LibvirtSharp.Native;

namespace LibvirtSharp.Tests;

/// <summary>
/// Every object of libvirt holds a reference to its connection, and closing a connection says how many are left.
/// </summary>
public sealed class HandleTests
{
    private const int Count = 10_000;

    [Fact]
    public void Ten_thousand_disposed_handles_leave_nothing()
    {
        var connection = Open();
        var domains = new DomainCollection(connection);

        for (var i = 0; i < Count; i++)
        {
            using var domain = domains.Find("test");
            Assert.NotNull(domain);
        }

        Assert.Equal(0, Close(connection));
    }

    [Fact]
    public void Ten_thousand_forgotten_handles_leave_nothing()
    {
        var connection = Open();
        Forget(new DomainCollection(connection));

        GC.Collect();
        GC.WaitForPendingFinalizers();

        Assert.Equal(0, Close(connection));
    }

    [Fact]
    public void A_handle_that_is_left_is_counted()
    {
        var connection = Open();
        using var domain = new DomainCollection(connection).Find("test");

        Assert.Equal(1, Close(connection));
    }

    [Fact]
    public void Lookups_that_fail_and_a_forgotten_subscription_leave_nothing()
    {
        var connection = Open();
        var domains = new DomainCollection(connection);
        for (var i = 0; i < 100; i++)
        {
            Assert.Null(domains.Find("spare-absent"));
        }

        Subscribe(domains);

        GC.Collect();
        GC.WaitForPendingFinalizers();

        Assert.Equal(0, Close(connection));
    }

    [Fact]
    public void A_disposed_domain_is_refused()
    {
        using var connection = Connection.Open("test:///default");
        var domain = connection.Domains.Find("test")!;

        domain.Dispose();

        Assert.Throws<ObjectDisposedException>(() => domain.Name);
    }

    private static ConnectionHandle Open()
    {
        Events.EventLoop.EnsureRunning();
        return ConnectionsOf(Path.Combine(AppContext.BaseDirectory, "node.xml"));
    }

    /// <summary>A node of its own: what other tests hold of the default one does not count.</summary>
    private static unsafe ConnectionHandle ConnectionsOf(string description) =>
        Outcome.Check(ConnectionCalls.Open($"test://{description}", null, 0));

    private static int Close(ConnectionHandle connection)
    {
        var raw = connection.DangerousGetHandle();
        connection.SetHandleAsInvalid();
        return ConnectionCalls.Close(raw);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Forget(DomainCollection domains)
    {
        for (var i = 0; i < Count; i++)
        {
            _ = domains.Find("test");
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Subscribe(DomainCollection domains) => _ = domains.Subscribe();
}
