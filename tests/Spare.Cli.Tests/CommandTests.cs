namespace Spare.Cli.Tests;

/// <summary>Commands that are typed where the daemons of two hosts answer, and what they write.</summary>
public abstract class CommandTests : IAsyncLifetime, IDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("spare-cli-");
    private readonly StringWriter output = new();
    private readonly Lines errors = new();

    protected string Output => output.ToString();

    protected string Errors => errors.ToString();

    protected Task<string> FirstError => errors.First;

    /// <summary>What commands go by when they wait.</summary>
    private protected SetTime Time { get; } = new();

    private protected List<FakeDaemon> Daemons { get; } = [];

    public virtual async Task InitializeAsync()
    {
        Daemons.Add(await FakeDaemon.StartAsync(1, directory.FullName));
        Daemons.Add(await FakeDaemon.StartAsync(2, directory.FullName));
    }

    public async Task DisposeAsync()
    {
        foreach (var daemon in Daemons)
        {
            await daemon.DisposeAsync();
        }

        directory.Delete(recursive: true);
    }

    public void Dispose()
    {
        output.Dispose();
        errors.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>In the directory of this test.</summary>
    protected string PathOf(string file) => Path.Combine(directory.FullName, file);

    /// <summary>Asks both daemons.</summary>
    protected Task<int> RunAsync(params string[] arguments) =>
        RunBareAsync([.. arguments, .. Daemons.SelectMany(daemon => new[] { "--socket", daemon.Socket })]);

    /// <summary>Asks those that the arguments name.</summary>
    protected Task<int> RunBareAsync(params string[] arguments) =>
        CommandLine.RunAsync(arguments, output, errors, Time, CancellationToken.None);
}
