using System.Collections.Immutable;
using System.Text.Json;

namespace Spare.Commands;

/// <summary>What a running lab says about itself in a file, so that other programs find its daemons.</summary>
/// <param name="Process">The process of the lab.</param>
public sealed record LabRecord(string Name, int Process, string Service, ImmutableArray<LabRecord.Host> Hosts)
{
    /// <summary>The lab that <c>make run</c> starts and that commands look for.</summary>
    public const string DefaultName = "spare-lab";

    private const string FileName = "lab.json";

    /// <summary>One host of the lab.</summary>
    /// <param name="Socket">The daemon's admin socket.</param>
    /// <param name="Url">Where clients reach it.</param>
    public sealed record Host(uint Number, string Socket, string Url);

    private const string Directories = "/var/lib";

    /// <summary>Where the lab of that name keeps its files.</summary>
    public static string DirectoryOf(string name) => Path.Combine(Directories, Path.GetFileName(name));

    /// <summary>That there is no lab of that name, and which ones there are instead.</summary>
    public static UsageException NotFound(string name) => NotFound(name, Directories);

    /// <inheritdoc cref="NotFound(string)"/>
    /// <param name="directories">Where the directories of labs are.</param>
    public static UsageException NotFound(string name, string directories)
    {
        var others = Running(directories);
        return new UsageException($"There is no lab '{name}' on this machine: " + (others.Length == 0
            ? "none runs; 'make run' starts one"
            : $"'--lab' takes the name under which one was started, such as {string.Join(", ", others)}"));
    }

    /// <summary>Null when there is no lab whose files are in that directory.</summary>
    public static LabRecord? Read(string directory)
    {
        var path = Path.Combine(directory, FileName);
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(path), LabRecordJson.Default.LabRecord);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (UnauthorizedAccessException e)
        {
            throw new CommandException($"Permission denied for {path}: run it as root (sudo).", e);
        }
        catch (JsonException e)
        {
            throw new CommandException(
                $"{path} cannot be read ({e.Message}): the lab was killed while it wrote it; 'make run' starts afresh.", e);
        }
    }

    /// <summary>False: it was killed, and left its record.</summary>
    public bool IsRunning() => Directory.Exists($"/proc/{Process}");

    public void Write(string directory) => File.WriteAllText(
        Path.Combine(directory, FileName), JsonSerializer.Serialize(this, LabRecordJson.Default.LabRecord));

    private static string[] Running(string directories)
    {
        try
        {
            var records = Directory.GetDirectories(directories, "spare-*").Select(Read).OfType<LabRecord>();
            return [.. records.Where(lab => lab.IsRunning()).Select(lab => lab.Name).Order(StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is CommandException or IOException or UnauthorizedAccessException)
        {
            return []; // A list that others would have to be asked for helps nobody.
        }
    }
}
