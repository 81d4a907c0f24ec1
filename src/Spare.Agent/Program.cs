using Spare.Agent;

// The next write waits for what comes over the agent's sockets, so the thread that hears it goes on with it: another one
// would have to be woken first. The runtime reads this with the first socket, and knows no other way to say it.
Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");

return await AgentCommandLine.RunAsync(args, Console.Out, Console.Error, CancellationToken.None);
