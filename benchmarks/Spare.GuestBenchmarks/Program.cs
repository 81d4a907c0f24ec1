using Spare.GuestBenchmarks;

if (args is not [var image])
{
    Console.Error.WriteLine("spare-guest-bench IMAGE: measures guests of an image that vm-images/build made; needs root.");
    return 2;
}

using var ending = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    ending.Cancel();
};
await using var topology = await GuestTopology.StartAsync(image, ending.Token);
var figures = new GuestMeasurements(topology, line => Console.Error.WriteLine(line));
foreach (var figure in await figures.RunAsync(ending.Token))
{
    Console.WriteLine(figure);
}

return 0;
