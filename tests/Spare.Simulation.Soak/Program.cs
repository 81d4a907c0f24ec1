using Spare.Simulation.Soak;

if (SoakOptions.Parse(args) is not { } options)
{
    Console.Error.WriteLine(SoakOptions.Usage);
    return 2;
}

return options.Seed is { } seed ? Soak.Replay(seed, options) : Soak.Run(options);
