using Spare.Configuration.Service;
using Spare.Protocol;
using Spare.Protocol.Http;
using Spare.Protocol.Wire;
using Spare.Runtime.Ports;

namespace Spare.Daemon.Ticks;

/// <summary>A tick in canonical form: a POST without a body, from the service's own host name.</summary>
internal static class TickRequest
{
    public static IncomingRequest For(Tick tick, RouteTable routes)
    {
        var fields = new FieldList();
        Invariant.Holds(fields.TryAdd("host", "localhost"));
        Invariant.Holds(fields.TryAdd("content-length", "0"));
        var writer = new WireWriter();
        CanonicalRequest.WriteHead(writer, "POST", tick.Target, fields);
        return new IncomingRequest(routes.Resolve("POST", tick.Target).Number, writer.ToArray());
    }
}
