using System.Collections.Immutable;
using System.Text.Json;

namespace Spare.Evaluation.Rounds;

/// <summary>The directory of a run: one file for each turn, and what was to be measured.</summary>
internal sealed class RoundStore(string directory)
{
    private const string ManifestFile = "run.json";
    private const string LockFile = "run.lock";
    private const string Advice = "delete it, and the next run measures that round again";

    public string Directory => directory;

    /// <summary>Keeps other runs from measuring into the directory until it is disposed of.</summary>
    /// <exception cref="ResultsException">One does already, or nothing can be written there.</exception>
    public IDisposable Take() => Writing(LockFile, path => new FileStream(
        path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose));

    /// <summary>Null: nothing was begun here.</summary>
    public RunManifest? Manifest() => Read<RunManifest>(ManifestFile, "it says what was to be measured, and is made when a run begins");

    public void Begin(RunManifest manifest) => Write(ManifestFile, manifest);

    public void Add(RoundRecord record) => Write(record.Turn.FileName, record);

    /// <summary>Those of the plan that are there, in its order.</summary>
    /// <exception cref="ResultsException">One is damaged, or is not what its name says.</exception>
    public ImmutableArray<RoundRecord> Records(RunManifest manifest) => [.. manifest.Plan.Select(Find).OfType<RoundRecord>()];

    private RoundRecord? Find(Turn planned)
    {
        var record = Read<RoundRecord>(planned.FileName, Advice);
        return record?.Contradiction(planned) is { } contradiction
            ? throw new ResultsException($"{Path.Combine(directory, planned.FileName)} {contradiction}: {Advice}.")
            : record;
    }

    private T? Read<T>(string file, string advice)
        where T : class
    {
        var path = Path.Combine(directory, file);
        try
        {
            return !File.Exists(path) ? null
                : JsonSerializer.Deserialize<T>(File.ReadAllText(path), RecordJson.Indented) ?? throw new JsonException("it is null");
        }
        catch (JsonException wrong)
        {
            throw new ResultsException($"{path} cannot be read ({wrong.Message.TrimEnd('.')}): {advice}.");
        }
    }

    /// <summary>All of it or nothing: a run that is interrupted leaves no half of a record.</summary>
    private void Write<T>(string file, T value)
    {
        Writing(file, path =>
        {
            var incomplete = $"{path}.new";
            using (var stream = File.Create(incomplete))
            {
                JsonSerializer.Serialize(stream, value, RecordJson.Indented);
                stream.Flush(flushToDisk: true);
            }

            File.Move(incomplete, path, overwrite: true);
            return path;
        });
    }

    private T Writing<T>(string file, Func<string, T> write)
    {
        var path = Path.Combine(directory, file);
        try
        {
            System.IO.Directory.CreateDirectory(Path.GetDirectoryName(path) ?? directory);
            return write(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ResultsException($"{path} cannot be written: {failure.Message}");
        }
    }
}
