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

    /// <summary>Where the lab of that name keeps its files.</summary>
    public static string DirectoryOf(string name) => Path.Combine("/var/lib", Path.GetFileName(name));

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

    public void Write(string directory) => File.WriteAllText(
        Path.Combine(directory, FileName), JsonSerializer.Serialize(this, LabRecordJson.Default.LabRecord));
}
