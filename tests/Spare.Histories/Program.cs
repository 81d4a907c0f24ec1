using Spare.Histories;

return await HistoriesCommand.RunAsync(args, Console.Out, Console.Error);
