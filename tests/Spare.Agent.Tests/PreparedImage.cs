namespace Spare.Agent.Tests;

/// <summary>One image for all tests of a class.</summary>
public sealed class PreparedImage : IAsyncLifetime, IDisposable
{
    internal const string Setup = "CREATE TABLE entry (id serial PRIMARY KEY, note text, at timestamptz)";

    private readonly ScratchDirectory scratch = new();

    public PreparedImage() => Service = RegisterService.Write(scratch.Path, Setup);

    internal RegisterService Service { get; }

    internal string Path => scratch["image"];

    public Task InitializeAsync() => RunningReplica.PrepareAsync(Service, Path);

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => scratch.Dispose();
}
