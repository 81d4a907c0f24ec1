using System.Collections.Immutable;
using System.Text.Json;

namespace Spare.Evaluation.Rounds;

/// <summary>The directory of a run: one file for each turn, and what was to be measured.</summary>
internal sealed class RoundStore(string directory)
{
    private const string ManifestFile = "run.json";

    public string Directory => directory;

    /// <summary>Null: nothing was begun here.</summary>
    public RunManifest? Manifest() => Read<RunManifest>(ManifestFile);

    public void Begin(RunManifest manifest) => Write(ManifestFile, manifest);

    public bool Has(Turn measured) => File.Exists(Path.Combine(directory, measured.FileName));

    public void Add(RoundRecord record) => Write(record.Turn.FileName, record);

    /// <summary>Those of the plan that are there, in its order.</summary>
    public ImmutableArray<RoundRecord> Records(RunManifest manifest) =>
        [.. manifest.Plan.Select(planned => Read<RoundRecord>(planned.FileName)).OfType<RoundRecord>()];

    private T? Read<T>(string file)
        where T : class
    {
        var path = Path.Combine(directory, file);
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize<T>(File.ReadAllText(path), RecordJson.Indented) : null;
        }
        catch (JsonException wrong)
        {
            throw new ResultsException($"{path} cannot be read: {wrong.Message}");
        }
    }

    /// <summary>All of it or nothing: a run that is interrupted leaves no half of a record.</summary>
    private void Write<T>(string file, T value)
    {
        var path = Path.Combine(directory, file);
        var incomplete = $"{path}.new";
        try
        {
            System.IO.Directory.CreateDirectory(Path.GetDirectoryName(path) ?? directory);
            using (var stream = File.Create(incomplete))
            {
                JsonSerializer.Serialize(stream, value, RecordJson.Indented);
                stream.Flush(flushToDisk: true);
            }

            File.Move(incomplete, path, overwrite: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ResultsException($"{path} cannot be written: {failure.Message}");
        }
    }
}
