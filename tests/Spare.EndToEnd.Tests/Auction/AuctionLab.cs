using Spare.Lab;
using Spare.Lab.Networks;

namespace Spare.EndToEnd.Tests.Auction;

/// <summary>One lab with the auction site and its tiny database, shared by all tests that only send requests.</summary>
public sealed class AuctionLab : IAsyncLifetime
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("spare-auction-");
    private RunningLab? lab;

    public RunningLab Lab => lab ?? throw new InvalidOperationException("not started");

    public HttpClient Client { get; } = new() { Timeout = TimeSpan.FromSeconds(30) };

    public async Task InitializeAsync() => lab = await RunningLab.StartAsync(
        new LabOptions
        {
            Name = LabName.Fresh("test"),
            ServiceFile = SourceTree.WriteTinyAuction(directory.FullName),
            UpdateEvery = 20,
        },
        progress: null,
        CancellationToken.None);

    public async Task DisposeAsync()
    {
        Client.Dispose();
        if (lab is not null)
        {
            await lab.DisposeAsync();
        }

        directory.Delete(recursive: true);
    }

    public Uri At(int host, string target) => new(Lab.Hosts[host].Url, target);

    [CollectionDefinition(nameof(AuctionLab))]
    public sealed class Collection : ICollectionFixture<AuctionLab>;
}
