using System.CommandLine;

namespace Spare.Cli;

/// <summary>The options that say which daemons a command talks to.</summary>
internal sealed record DaemonOptions(Option<string[]> Sockets, Option<string> Lab);
