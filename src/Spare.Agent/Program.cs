using Spare.Agent;

return await AgentCommandLine.RunAsync(args, Console.Out, Console.Error, CancellationToken.None);
