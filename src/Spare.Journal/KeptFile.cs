using System.Collections.Immutable;
using System.Globalization;
using Spare.Protocol.Wire;
using Spare.Replication.Repeats;

namespace Spare.Journal;

/// <summary>
/// The replies that were kept under keys where something begins: a segment, or the journal after a reset. It is on stable
/// storage before that, so that the records before can go.
/// </summary>
internal static class KeptFile
{
    internal const string Extension = ".kept";

    private static ReadOnlySpan<byte> Magic => "SPAREKR1"u8;

    /// <summary>Of a segment.</summary>
    internal static string PathOf(string segment) => Path.ChangeExtension(segment, Extension);

    /// <summary>Of a reset.</summary>
    internal static string PathOf(string directory, uint generation) =>
        Path.Combine(directory, string.Create(CultureInfo.InvariantCulture, $"{generation:x8}{Extension}"));

    internal static void Write(string path, ImmutableArray<KeptReply> kept)
    {
        var writer = new WireWriter(64 + kept.Sum(reply => reply.Size));
        writer.Raw(Magic);
        writer.UInt32((uint)kept.Length);
        foreach (var reply in kept)
        {
            reply.Format(writer);
        }

        writer.UInt32(Crc32C.Of(0, writer.Written));
        StableStorage.Replace(path, writer.Written);
    }

    /// <exception cref="JournalDamageException">It is missing, or not what was written.</exception>
    internal static ImmutableArray<KeptReply> Read(string path)
    {
        if (!File.Exists(path))
        {
            throw new JournalDamageException($"the journal is damaged: {path} is missing");
        }

        var bytes = File.ReadAllBytes(path);
        return Parse(bytes) ?? throw new JournalDamageException($"the journal is damaged: {path}");
    }

    private static ImmutableArray<KeptReply>? Parse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < Magic.Length + sizeof(uint) || !bytes.StartsWith(Magic))
        {
            return null;
        }

        var check = new WireReader(bytes[^sizeof(uint)..]).UInt32();
        var content = bytes[..^sizeof(uint)];
        if (check != Crc32C.Of(0, content))
        {
            return null;
        }

        var reader = new WireReader(content[Magic.Length..]);
        var kept = ImmutableArray.CreateBuilder<KeptReply>();
        for (var count = reader.UInt32(); count > 0 && !reader.Failed; count--)
        {
            kept.Add(KeptReply.Parse(ref reader));
        }

        return reader.Complete ? kept.DrainToImmutable() : null;
    }
}
