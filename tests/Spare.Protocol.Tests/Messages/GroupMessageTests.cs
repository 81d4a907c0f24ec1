using FsCheck;
using FsCheck.Fluent;
using Spare.Protocol.Messages;
using Outcome = Spare.Protocol.Messages.Outcome;

namespace Spare.Protocol.Tests.Messages;

public sealed class GroupMessageTests
{
    private static readonly HostId Host = new(1);

    [Fact]
    public void What_is_encoded_is_parsed_as_the_same_message() => Prop.ForAll<int>(seed =>
        Sample.Messages(seed).All(message =>
            GroupMessage.TryParse(message.Encode(), out var parsed) && parsed.Equals(message)
            && parsed.Encode().AsSpan().SequenceEqual(message.Encode()))).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_bytes_are_parsed_or_refused_and_never_throw() => Prop.ForAll<byte[], byte>((bytes, kind) =>
    {
        byte[] message = [(byte)(kind % 18), .. bytes];
        return !GroupMessage.TryParse(message, out var parsed) || parsed.Encode().AsSpan().SequenceEqual(message);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_message_with_one_byte_changed_is_refused_or_means_what_it_says() => Prop.ForAll<int, byte>((at, value) =>
        Sample.Messages(at).All(message =>
        {
            var bytes = message.Encode();
            bytes[Math.Abs(at % bytes.Length)] = value;
            return !GroupMessage.TryParse(bytes, out var parsed) || parsed.Encode().AsSpan().SequenceEqual(bytes);
        })).QuickCheckThrowOnFailure();

    [Fact]
    public void A_message_that_is_cut_short_or_has_bytes_left_over_is_refused()
    {
        foreach (var message in Sample.Messages(1))
        {
            var bytes = message.Encode();
            for (var length = 0; length < bytes.Length; length++)
            {
                Assert.False(GroupMessage.TryParse(bytes.AsSpan(0, length), out _));
            }

            Assert.False(GroupMessage.TryParse([.. bytes, 0], out _));
        }
    }

    [Fact]
    public void Every_kind_of_message_has_a_sample_here()
    {
        var kinds = typeof(GroupMessage).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(GroupMessage)));
        Assert.Equal(
            kinds.Select(type => type.Name).Order(), Sample.Messages(1).Select(message => message.GetType().Name).Order());
    }

    [Fact]
    public void A_kind_that_does_not_exist_is_refused()
    {
        Assert.False(GroupMessage.TryParse([0, 1, 2, 3], out _));
        Assert.False(GroupMessage.TryParse([17, 1, 2, 3], out _));
        Assert.False(GroupMessage.TryParse([], out _));
    }

    [Fact]
    public void Ids_that_name_nothing_are_refused()
    {
        Refused(new VoidProposed(default, default, new SequenceNumber(1)));
        Refused(new VoidProposed(default, Host, default));
        Refused(new ReplicaReplaced(default, new ReplicaId(Host, 0)));
        Refused(new ReplicaReady(default, new ReplicaId(default, 1)));
        Refused(new WriteVoted(default, new ReplicaId(Host, 1), default, Vote(Outcome.Replied)));
        Refused(Request(new RequestId(Host, default, 1)));
        Refused(Request(new RequestId(Host, new Incarnation(1), 0)));
        Refused(Request(new RequestId(default, new Incarnation(1), 1)));
    }

    [Fact]
    public void Values_that_are_not_of_their_set_are_refused()
    {
        Refused(new WriteVoted(default, new ReplicaId(Host, 1), new SequenceNumber(1), Vote((Outcome)0)));
        Refused(new WriteVoted(default, new ReplicaId(Host, 1), new SequenceNumber(1), Vote((Outcome)7)));
        Refused(new BacklogChanged(default, Host, (Backlog)0));
        Refused(new BacklogChanged(default, Host, (Backlog)3));
        Refused(new PassiveChanged(default, Host, (PassiveState)0));
        Refused(new PassiveChanged(default, Host, (PassiveState)3));
        Refused(new HelpAsked(default, new SequenceNumber(1), 0, 1));
        Refused(new HelpAsked(default, new SequenceNumber(1), 1, 0));
        Refused(new HelpOffered(default, Host, new SequenceNumber(1), 0));
        Refused(new HostReady(new ReplicaId(Host, 2), 1, [], PassiveState.Clean, true, default, default, default, default, default));
        Refused(new HostReady(new ReplicaId(Host, 2), 2, [], default, true, default, default, default, default, default));
        Refused(new HostReady(new ReplicaId(Host, 2), 2, [], PassiveState.Clean, true, default, default, default, default, default)
        {
            Basis = (StateBasis)5,
        });
        Refused(new EpochLasts(new Epoch(1), []));
    }

    [Fact]
    public void A_stamp_without_a_calendar_date_is_refused()
    {
        var id = new RequestId(Host, new Incarnation(1), 1);
        Refused(Request(id) with { Stamp = new Instant(-1) });
        Refused(Request(id) with { Stamp = new Instant(RequestProposed.StampMaximum.Microseconds + 1) });
        Assert.True(GroupMessage.TryParse((Request(id) with { Stamp = RequestProposed.StampMaximum }).Encode(), out _));
        Assert.Equal(9998, RequestProposed.StampMaximum.ToDateTimeOffset().Year);
    }

    [Fact]
    public void A_request_is_bounded()
    {
        var request = Request(new RequestId(Host, new Incarnation(1), 1));
        Assert.True(GroupMessage.TryParse(
            (request with { Request = new byte[RequestProposed.RequestMaximum] }).Encode(), out _));
        Refused(request with { Request = new byte[RequestProposed.RequestMaximum + 1] });
    }

    private static RequestProposed Request(RequestId id) => new(id, default, default, default, default);

    private static Vote Vote(Outcome outcome) => new(outcome, default, default);

    private static void Refused(GroupMessage message) => Assert.False(GroupMessage.TryParse(message.Encode(), out _));
}
