using Spare.Protocol.Http;
using Spare.Protocol.Messages;

namespace Spare.Protocol.Tests.Http;

public sealed class RouteLimitsTests
{
    [Fact]
    public void The_largest_request_that_a_route_can_allow_fits_an_ordered_message() =>
        Assert.True(CanonicalRequest.HeadMaximum + RouteLimits.RequestBodyMaximum <= RequestProposed.RequestMaximum);
}
