using System.Globalization;
using System.Text;
using Spare.Protocol;
using Spare.Protocol.Wire;
using Spare.Replication.Updates;
using Spare.Runtime.Ports;

namespace Spare.Journal;

/// <summary>The base as a small text file beside the journal, with a checksum in its last line.</summary>
public sealed class BaseFile(string directory) : IBaseRecord
{
    private const string Magic = "spare-base 1";
    private const int SizeMaximum = 4_096;

    private readonly string path = Path.Combine(directory, "base");

    public BaseMachine? Read()
    {
        try
        {
            if (!File.Exists(path))
            {
                return null;
            }

            return new FileInfo(path).Length <= SizeMaximum && Parse(File.ReadAllText(path)) is { } machine
                ? machine
                : throw new JournalException($"{path} is damaged: it does not say what replicas are made from.");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new JournalException($"{path} cannot be read: {DiskRefusal.WordsOf(failure)}", failure);
        }
    }

    public async ValueTask WriteAsync(BaseMachine? machine, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        try
        {
            await Task.Run(() => Write(machine), CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new JournalException($"{path} cannot be written: {DiskRefusal.WordsOf(failure)}; free or repair the disk.", failure);
        }
    }

    private static string Format(BaseMachine machine)
    {
        Span<byte> chain = stackalloc byte[Digest.Size];
        machine.End.Chain.Format(chain);
        var body = string.Create(
            CultureInfo.InvariantCulture,
            $"{Magic}\nmachine {machine.Name}\nsequence {machine.End.Sequence.Value}\ntime {machine.End.Time.Microseconds}\n")
            + string.Create(
                CultureInfo.InvariantCulture,
                $"update {machine.End.Update.Value}\nchain {Convert.ToHexString(chain)}\n");
        var check = Crc32C.Of(0, Encoding.UTF8.GetBytes(body));
        return string.Create(CultureInfo.InvariantCulture, $"{body}check {check:x8}\n");
    }

    /// <summary>Null when the text is not exactly what is written.</summary>
    private static BaseMachine? Parse(string text)
    {
        if (text.Split('\n') is not [Magic, var name, var sequence, var time, var update, var chain, _, ""]
            || Field(name, "machine ") is not { } machine
            || !ulong.TryParse(Field(sequence, "sequence "), CultureInfo.InvariantCulture, out var position)
            || !long.TryParse(Field(time, "time "), CultureInfo.InvariantCulture, out var agreed)
            || !ulong.TryParse(Field(update, "update "), CultureInfo.InvariantCulture, out var number)
            || Field(chain, "chain ") is not { Length: 2 * Digest.Size } digest
            || !digest.All(char.IsAsciiHexDigit))
        {
            return null;
        }

        var end = new JournalEnd(
            new SequenceNumber(position), new Instant(agreed), new UpdateNumber(number),
            Digest.Parse(Convert.FromHexString(digest)));
        var parsed = new BaseMachine(new VirtualMachineName(machine), end);
        return Format(parsed) == text ? parsed : null;
    }

    private static string? Field(string line, string key) =>
        line.StartsWith(key, StringComparison.Ordinal) ? line[key.Length..] : null;

    private void Write(BaseMachine? machine)
    {
        if (machine is not null)
        {
            StableStorage.Replace(path, Encoding.UTF8.GetBytes(Format(machine)));
            return;
        }

        File.Delete(path);
        StableStorage.ConfirmDirectory(Path.GetDirectoryName(path)!); // The file is in a directory.
    }
}
