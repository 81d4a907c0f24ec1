using LibvirtSharp.Events;

namespace LibvirtSharp.Tests;

public sealed class EventTests : IDisposable
{
    private readonly Connection connection = Connection.Open("test:///default");
    private readonly string name = $"spare-{Guid.NewGuid():N}";

    public void Dispose() => connection.Dispose();

    [Fact]
    public async Task The_life_of_a_domain_is_told_in_order()
    {
        using var subscription = connection.Domains.Subscribe();
        using var domain = connection.Domains.Define(Guests.Mock(name));
        domain.Start();
        domain.Suspend();
        domain.Resume();
        domain.Destroy();
        domain.Undefine();

        var told = await TakeAsync(subscription, 6);

        Assert.All(told, one => Assert.Equal(domain.Uuid, one.Uuid));
        Assert.Equal(
            [
                (DomainEventKind.Defined, "added"), (DomainEventKind.Started, "booted"),
                (DomainEventKind.Suspended, "paused"), (DomainEventKind.Resumed, "unpaused"),
                (DomainEventKind.Stopped, "destroyed"), (DomainEventKind.Undefined, "removed"),
            ],
            told.Select(one => (one.Kind, one.Reason)));
    }

    [Fact]
    public async Task A_subscription_ends_with_its_disposal()
    {
        var subscription = connection.Domains.Subscribe();

        subscription.Dispose();

        await subscription.Events.Completion.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task The_oldest_events_are_given_up_and_counted()
    {
        using var slow = connection.Domains.Subscribe(capacity: 2);
        using var other = Connection.Open("test:///default");
        using var subscription = other.Domains.Subscribe();
        using var domain = connection.Domains.Define(Guests.Mock(name));
        domain.Start();
        domain.Destroy();
        domain.Undefine();

        await TakeAsync(subscription, 4);

        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (slow.Lost < 2)
        {
            await Task.Yield();
            deadline.Token.ThrowIfCancellationRequested();
        }
    }

    [Fact]
    public void A_connection_has_one_subscription_at_a_time()
    {
        using (connection.Domains.Subscribe())
        {
            var failure = Assert.Throws<LibvirtException>(() => connection.Domains.Subscribe());
            Assert.Equal(LibvirtErrorCode.InvalidArgument, failure.Code);
        }

        connection.Domains.Subscribe().Dispose();
    }

    [Fact]
    public async Task A_subscription_outlives_its_connection()
    {
        using var second = Connection.Open("test:///default");
        using var subscription = second.Domains.Subscribe();
        second.Dispose();

        using var domain = connection.Domains.Define(Guests.Mock(name));
        domain.Undefine();

        Assert.Equal(2, (await TakeAsync(subscription, 2)).Count);
    }

    private async Task<List<DomainEvent>> TakeAsync(DomainEventSubscription subscription, int count)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var told = new List<DomainEvent>();
        while (told.Count < count)
        {
            var one = await subscription.Events.ReadAsync(deadline.Token);
            if (one.Name == name)
            {
                told.Add(one);
            }
        }

        return told;
    }
}
