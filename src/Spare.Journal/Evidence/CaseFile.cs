using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Spare.Protocol;
using Spare.Protocol.Evidence;
using Spare.Protocol.Wire;

namespace Spare.Journal.Evidence;

/// <summary>One case on the disk: its name says which request it is about, its content has a checksum in front.</summary>
internal sealed record CaseFile(long Ordinal, SequenceNumber Sequence, RequestId Request, long Bytes)
{
    private const string Suffix = ".case";
    private const string Temporary = ".next";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Magic number, checksum.</summary>
    private const int Header = 2 * sizeof(uint);

    private const uint Magic = 0x32_43_50_53;

    private string Name => string.Create(
        CultureInfo.InvariantCulture,
        $"{Ordinal:d12}.{Sequence.Value}.{Request.Entry.Value}.{Request.Incarnation}.{Request.Number}{Suffix}");

    /// <summary>The cases of a directory, oldest first; what was left of an interrupted writing is removed.</summary>
    public static List<CaseFile> List(string directory)
    {
        var found = new List<CaseFile>();
        foreach (var file in new DirectoryInfo(directory).EnumerateFiles())
        {
            if (file.Name.EndsWith(Temporary, StringComparison.Ordinal))
            {
                file.Delete();
            }
            else if (TryParse(file, out var known))
            {
                found.Add(known);
            }
        }

        found.Sort((left, right) => left.Ordinal.CompareTo(right.Ordinal));
        return found;
    }

    public static CaseFile Write(string directory, long ordinal, EvidenceCase kept)
    {
        var content = kept.Encode();
        var file = new CaseFile(ordinal, kept.Sequence, kept.Request, Header + content.Length);
        var header = new byte[Header];
        BinaryPrimitives.WriteUInt32LittleEndian(header, Magic);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(sizeof(uint)), Crc32C.Of(0, content.Span));
        var path = Path.Combine(directory, file.Name);
        var next = path + Temporary;
        try
        {
            using (var stream = new FileStream(next, new FileStreamOptions
            {
                Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = OwnerOnly,
            }))
            {
                stream.Write(header);
                stream.Write(content.Span);
            }

            File.Move(next, path);
        }
        catch
        {
            File.Delete(next);
            throw;
        }

        return file;
    }

    /// <summary>Null: it is damaged, or was dropped just now.</summary>
    public EvidenceCase? Read(string directory)
    {
        try
        {
            var bytes = File.ReadAllBytes(Path.Combine(directory, Name)).AsSpan();
            return bytes.Length > Header
                && BinaryPrimitives.ReadUInt32LittleEndian(bytes) == Magic
                && BinaryPrimitives.ReadUInt32LittleEndian(bytes[sizeof(uint)..]) == Crc32C.Of(0, bytes[Header..])
                && EvidenceCase.TryParse(bytes[Header..], out var kept) ? kept : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    public void Delete(string directory) => File.Delete(Path.Combine(directory, Name));

    private static bool TryParse(FileInfo file, [NotNullWhen(true)] out CaseFile? known)
    {
        known = null;
        if (file.Name.Split('.') is [var ordinal, var sequence, var entry, var incarnation, var number, "case"]
            && long.TryParse(ordinal, NumberStyles.None, CultureInfo.InvariantCulture, out var at)
            && ulong.TryParse(sequence, NumberStyles.None, CultureInfo.InvariantCulture, out var position)
            && uint.TryParse(entry, NumberStyles.None, CultureInfo.InvariantCulture, out var host)
            && ulong.TryParse(incarnation, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var life)
            && ulong.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var counter))
        {
            var request = new RequestId(new HostId(host), new Incarnation(life), counter);
            known = new CaseFile(at, new SequenceNumber(position), request, file.Length);
        }

        return known is not null;
    }
}
