using Spare.Protocol;
using Spare.Protocol.Messages;
using Spare.Replication;
using Spare.Runtime.Loop;
using Spare.Runtime.Ports;

namespace Spare.Runtime.Tests.Loop;

public sealed class PendingAnswersTests
{
    /// <summary>To send again what replicas fail at costs them all once more.</summary>
    [Theory]
    [InlineData(RefusalReason.NotServing, true)]
    [InlineData(RefusalReason.TooManyInFlight, true)]
    [InlineData(RefusalReason.TimedOut, true)]
    [InlineData(RefusalReason.OutcomeUnknown, true)]
    [InlineData(RefusalReason.Voided, false)]
    [InlineData(RefusalReason.Quarantined, false)]
    [InlineData(RefusalReason.ServiceFailed, false)]
    public async Task Nobody_is_invited_to_send_poison_again(RefusalReason reason, bool invited)
    {
        var (self, incarnation) = (new HostId(1), new Incarnation(7));
        var answers = new PendingAnswers(new EventQueue(), self, incarnation);
        var answer = answers.SubmitAsync(new IncomingRequest(new RouteNumber(0), new byte[] { 9 }), CancellationToken.None);
        answers.Refuse(new RequestId(self, incarnation, 1), new Refusal(reason, "no"));
        Assert.Equal(invited, Assert.IsType<ClientAnswer.Refusal>(await answer).RetryAfter is not null);
    }
}
