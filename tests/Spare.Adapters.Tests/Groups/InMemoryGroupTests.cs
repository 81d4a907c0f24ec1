using Spare.Runtime.Groups;
using Spare.Runtime.Ports;

namespace Spare.Adapters.Tests.Groups;

public sealed class InMemoryGroupTests : GroupContract
{
    protected override Task<GroupHosts> StartAsync(int hosts) => Task.FromResult<GroupHosts>(new InMemoryHosts(hosts));

    private sealed class InMemoryHosts(int hosts) : GroupHosts
    {
        private readonly InMemoryBus bus = new(hosts);

        public override Task CrashHostAsync(int host) => Done(() => bus.CrashHost(IdOf(host)));

        public override Task CutAsync(int host) => Done(() => bus.MoveToSide(IdOf(host), host + 1));

        public override Task StopDaemonAsync(int host) => Done(() => bus.StopDaemon(IdOf(host)));

        public override Task StartDaemonAsync(int host) => Done(() => bus.StartDaemon(IdOf(host)));

        public override ValueTask DisposeAsync()
        {
            bus.Dispose();
            return ValueTask.CompletedTask;
        }

        protected override Task<TestMember> StartMemberAsync(int host, GroupLimits limits) =>
            Task.FromResult<TestMember>(new InMemoryMember(bus.Join(IdOf(host), limits)));

        private static Task Done(Action action)
        {
            action();
            return Task.CompletedTask;
        }
    }

    private sealed class InMemoryMember(InMemoryGroup group) : TestMember
    {
        public override IGroup Group => group;

        public override Task CrashAsync()
        {
            group.Crash();
            return Task.CompletedTask;
        }

        public override Task<GroupTraffic> TrafficAsync() => Task.FromResult(group.Traffic);

        public override ValueTask DisposeAsync() => group.DisposeAsync();
    }
}
