using Spare.Protocol;
using Spare.Protocol.Http;
using Spare.Replication;
using Spare.Replication.Updates;
using Spare.Simulation.Checking;
using static Spare.Simulation.Tests.Checking.History;

namespace Spare.Simulation.Tests.Checking;

public sealed class OneEffectPerKeyTests
{
    private static readonly IdempotencyKey Key = new(Digest.Of("name"u8), Digest.Of("request"u8));

    private readonly OneEffectPerKey checker = new();

    [Fact]
    public void Accepts_one_effect_and_its_reply_at_all_hosts()
    {
        Ask(1, Key);
        Ask(2, Key);
        checker.Do(One, Answer(1, [7], position: 1));
        checker.Do(Two, Answer(2, [7], position: 1));
        checker.End(Journaled(One, 1), Journaled(Two, 1));
        Assert.Empty(checker.Violations);
    }

    [Fact]
    public void Finds_two_effects()
    {
        checker.End(Journaled(One, 1, 2));
        Assert.Single(checker.Violations);
    }

    [Fact]
    public void Finds_another_reply_and_another_place()
    {
        foreach (var number in new ulong[] { 1, 2, 3 })
        {
            Ask(number, Key);
        }

        checker.Do(One, Answer(1, [7], position: 1), Answer(2, [8], position: 1), Answer(3, [7], position: 2));
        checker.End(Ending(One));
        Assert.Equal(2, checker.Violations.Count);
    }

    [Fact]
    public void Finds_an_answer_to_another_request_under_the_key()
    {
        Ask(1, Key);
        Ask(2, Key with { Request = Digest.Of("other"u8) });
        checker.Do(One, Answer(1, [7], position: 1), Answer(2, [7], position: 1));
        checker.End(Ending(One));
        Assert.Single(checker.Violations);
    }

    private void Ask(ulong number, IdempotencyKey key) =>
        checker.Step(One, (ManagerEvent.RequestArrived)Arrived(number) with { Key = key });

    private static HostEnding Journaled(HostId host, params ulong[] positions) => Ending(host) with
    {
        Journal =
        [
            .. positions.Select(position => new JournaledUpdate(
                new AgreedUpdate(new UpdateNumber(position), new SequenceNumber(position), default), default, default, Key)),
        ],
    };
}
