using System.Collections.Immutable;
using System.Security.Cryptography;
using Npgsql;
using Spare.Agent.Databases;
using Spare.Agent.Processes;
using Spare.Configuration.Service;
using Spare.Postgres.Preparation;
using Spare.Postgres.Sessions;

namespace Spare.Agent.Preparation;

/// <summary>
/// Makes the image that replicas are copied from: a new database cluster with the service's database as its setup
/// commands leave it, checked and completed by what Spare needs, shut down cleanly.
/// </summary>
internal sealed class ImagePreparation(ServiceFile service, Action<string> progress)
{
    private readonly string work = $"/tmp/spare-image-{RandomNumberGenerator.GetHexString(8, lowercase: true)}";

    private readonly DatabaseRoles roles = new(service.Database.Name, service.Database.Owner);

    private string LogFile => Path.Combine(work, "log");

    /// <returns>What in the database cannot be replicated; the image was made only when there is nothing.</returns>
    public async Task<ImmutableArray<string>> RunAsync(string image, CancellationToken cancellation)
    {
        if (Directory.Exists(image) && Directory.EnumerateFileSystemEntries(image).Any())
        {
            throw new AgentFailure($"{image} is not empty; choose another directory or remove it");
        }

        var making = $"{Path.TrimEndingDirectorySeparator(Path.GetFullPath(image))}.making-{Path.GetFileName(work)}";
        try
        {
            await PrivateDirectory.MakeAsync(work, cancellation).ConfigureAwait(false);
            await PrivateDirectory.MakeAsync(making, cancellation).ConfigureAwait(false);
            var problems = await PrepareAsync(Path.Combine(making, "pgdata"), cancellation).ConfigureAwait(false);
            if (problems.IsEmpty)
            {
                Directory.CreateDirectory(image);
                Directory.Delete(image);
                Directory.Move(making, image);
                progress($"the image is ready in {image}");
            }

            return problems;
        }
        finally
        {
            Remove(making);
            Remove(work);
        }
    }

    private async Task<ImmutableArray<string>> PrepareAsync(string data, CancellationToken cancellation)
    {
        progress("making a database cluster");
        var initdb = Path.Combine(PostgresInstallation.FindPrograms(), "initdb");
        await RunAsync(
            [initdb, "-D", data, "-U", DatabaseAddress.User, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"],
            ImmutableDictionary<string, string>.Empty, cancellation).ConfigureAwait(false);
        await using var server = await PostgresServer.StartAsync(
            new PostgresStart(data, work) { LogFile = LogFile }, service.Database.Settings, cancellation)
            .ConfigureAwait(false);
        await MakeDatabaseAsync(server, cancellation).ConfigureAwait(false);
        await SetUpAsync(server.Address(roles.Database), cancellation).ConfigureAwait(false);
        var problems = await FinishAsync(server, cancellation).ConfigureAwait(false);
        progress("shutting the database down");
        await server.StopAsync().ConfigureAwait(false);
        return problems;
    }

    private async Task MakeDatabaseAsync(PostgresServer server, CancellationToken cancellation)
    {
        await using (var any = await OpenAsync(server.Address("postgres"), cancellation).ConfigureAwait(false))
        {
            await roles.CreateAsync(any, cancellation).ConfigureAwait(false);
        }

        await using var own = await OpenAsync(server.Address(roles.Database), cancellation).ConfigureAwait(false);
        await roles.GrantAsync(own, cancellation).ConfigureAwait(false);
    }

    private async Task SetUpAsync(DatabaseAddress database, CancellationToken cancellation)
    {
        var values = new PlaceholderValues(
            service.Directory, database.SocketDirectory, database.Port, roles.Owner, roles.Database);
        foreach (var (command, index) in service.Database.Setup.Select((command, index) => (command, index)))
        {
            progress($"setup {index + 1} of {service.Database.Setup.Length}: {string.Join(' ', command)}");
            await RunAsync(
                [.. command.Select(values.Expand)],
                ServiceConnection.Variables(database, roles.Owner), cancellation).ConfigureAwait(false);
        }
    }

    private async Task<ImmutableArray<string>> FinishAsync(PostgresServer server, CancellationToken cancellation)
    {
        progress("checking the database");
        await using var spare = await OpenAsync(server.Address(roles.Database), cancellation).ConfigureAwait(false);
        var problems = await DatabasePreparation.PrepareAsync(spare, roles, cancellation).ConfigureAwait(false);
        if (problems.IsEmpty)
        {
            progress("vacuuming and analysing the database");
            await using var vacuum = new NpgsqlCommand("VACUUM (FREEZE, ANALYZE)", spare);
            await vacuum.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
        }

        return problems;
    }

    /// <summary>Runs a command to its end as the database's user, and fails with the last lines that it printed.</summary>
    private async Task RunAsync(
        ImmutableArray<string> arguments, ImmutableDictionary<string, string> environment, CancellationToken cancellation)
    {
        var output = Path.Combine(work, "output");
        File.Delete(output);
        await using var process = await ChildProcess.StartAsync(new ChildCommand(arguments)
        {
            User = PostgresInstallation.User,
            Environment = environment,
            Directory = service.Directory,
            LogFile = output,
        }).ConfigureAwait(false);
        var code = await process.Exited.WaitAsync(cancellation).ConfigureAwait(false);
        if (code != 0)
        {
            throw new AgentFailure(
                $"'{string.Join(' ', arguments)}' ended with code {code}: {LastLines(output)}");
        }
    }

    private static async Task<NpgsqlConnection> OpenAsync(DatabaseAddress database, CancellationToken cancellation)
    {
        var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync(cancellation).ConfigureAwait(false);
        return connection;
    }

    private static string LastLines(string file) => File.Exists(file)
        ? string.Join(" | ", File.ReadLines(file).TakeLast(10))
        : "it printed nothing";

    private static void Remove(string directory)
    {
        if (Directory.Exists(directory))
        {
            Directory.Delete(directory, recursive: true);
        }
    }
}
