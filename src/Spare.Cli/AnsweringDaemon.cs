using Spare.Commands;
using Spare.Protocol.Admin;

namespace Spare.Cli;

/// <summary>A daemon, with what it says of its host.</summary>
internal sealed record AnsweringDaemon(AdminClient Client, HostStatus Status);
