using Microsoft.AspNetCore.Builder;
using Spare.Configuration.Hosts;
using Spare.Protocol.Admin;
using Spare.Runtime.Loop;

namespace Spare.Daemon.Admin;

/// <summary>The admin API's call for where the time of requests goes.</summary>
internal sealed class StageCalls(HostEntry self, StageClock stages) : IAdminCalls
{
    public void Map(WebApplication application) => application.MapGet(
        AdminRoutes.Stages,
        context => AdminAnswer.SendAsync(context, new HostStages(self.Id, self.Name, stages.Summarise())));
}
