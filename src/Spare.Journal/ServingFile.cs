using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Spare.Protocol;
using Spare.Protocol.Wire;
using Spare.Replication.Serving;
using Spare.Runtime.Ports;

namespace Spare.Journal;

/// <summary>
/// The last epoch in which this host served, as a small text file beside the journal's segments, with a checksum in its
/// last line. It is replaced as a whole.
/// </summary>
public sealed class ServingFile(string directory) : IServingRecord
{
    private const string Name = "serving";
    private const int SizeMaximum = 4_096;

    private readonly string path = Path.Combine(directory, Name);

    public ServingEpoch? Read()
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read);
            var bytes = new byte[SizeMaximum];
            return Parse(Encoding.ASCII.GetString(bytes, 0, file.ReadAtLeast(bytes, SizeMaximum, throwOnEndOfStream: false)))
                ?? throw new JournalException(
                    $"{path} is damaged. It says with whom this host served last; without it nobody knows who has the last "
                    + "writes.");
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new JournalException($"{path} cannot be read: {DiskRefusal.WordsOf(failure)}", failure);
        }
    }

    public async ValueTask WriteAsync(ServingEpoch epoch, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var text = Format(epoch);
        await Task.Run(() => Replace(Encoding.ASCII.GetBytes(text)), CancellationToken.None).ConfigureAwait(false);
    }

    private static string Format(ServingEpoch epoch)
    {
        var body = string.Create(
            CultureInfo.InvariantCulture,
            $"epoch {epoch.Epoch.Value}\nhosts {string.Join(' ', epoch.Hosts.Select(host => host.Value))}\n");
        return $"{body}check {Checksum(body)}\n";
    }

    private static ServingEpoch? Parse(string text)
    {
        var lines = text.Split('\n');
        if (lines is not [var first, var second, _, ""] || !first.StartsWith("epoch ", StringComparison.Ordinal)
            || !ulong.TryParse(first.AsSpan(6), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return null;
        }

        var words = second.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var hosts = ImmutableArray.CreateBuilder<HostId>();
        foreach (var word in words.Skip(1))
        {
            if (!uint.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var host))
            {
                return null;
            }

            hosts.Add(new HostId(host));
        }

        var epoch = new ServingEpoch(new Epoch(number), hosts.ToImmutable());
        return Format(epoch) == text ? epoch : null;
    }

    private static string Checksum(string body) =>
        Crc32C.Of(0, Encoding.ASCII.GetBytes(body)).ToString("x8", CultureInfo.InvariantCulture);

    private void Replace(byte[] bytes)
    {
        try
        {
            Directory.CreateDirectory(directory);
            var next = $"{path}.next";
            using (var file = File.OpenHandle(next, FileMode.Create, FileAccess.Write))
            {
                RandomAccess.Write(file, bytes, 0);
                StableStorage.Confirm(file);
            }

            File.Move(next, path, overwrite: true);
            StableStorage.ConfirmDirectory(directory);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new JournalException($"{path} cannot be written: {DiskRefusal.WordsOf(failure)}", failure);
        }
    }
}
