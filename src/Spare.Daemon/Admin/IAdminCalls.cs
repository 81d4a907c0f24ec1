using Microsoft.AspNetCore.Builder;

namespace Spare.Daemon.Admin;

/// <summary>Some calls of the admin API that belong together.</summary>
internal interface IAdminCalls
{
    void Map(WebApplication application);
}
