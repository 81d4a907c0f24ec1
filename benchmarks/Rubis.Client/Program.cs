using Rubis.Client.Commands;

return await ClientCommand.RunAsync(args);
