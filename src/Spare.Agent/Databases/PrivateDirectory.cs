using Spare.Agent.Processes;

namespace Spare.Agent.Databases;

/// <summary>Directories that only the database's user may enter: whoever reaches its socket is trusted.</summary>
internal static class PrivateDirectory
{
    public static async Task MakeAsync(string directory, CancellationToken cancellation)
    {
        Directory.CreateDirectory(
            directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        if (!Environment.IsPrivilegedProcess)
        {
            return;
        }

        await using var process = await ChildProcess.StartAsync(
            new ChildCommand(["chown", $"{PostgresInstallation.User}:", directory])).ConfigureAwait(false);
        if (await process.Exited.WaitAsync(cancellation).ConfigureAwait(false) != 0)
        {
            throw new AgentFailure($"cannot give {directory} to the user {PostgresInstallation.User}");
        }
    }
}
