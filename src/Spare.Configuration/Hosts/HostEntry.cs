using System.Net;
using Spare.Protocol;

namespace Spare.Configuration.Hosts;

/// <summary>A host of the configuration, and where its manager listens for the others.</summary>
/// <param name="Id">Corosync's node id.</param>
public sealed record HostEntry(HostId Id, string Name, IPAddress Address, int PeerPort);
