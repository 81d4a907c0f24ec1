using Rubis.Service.Commands;

return await RubisCommand.RunAsync(args);
