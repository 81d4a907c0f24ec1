using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Spare.Runtime.Ports;

namespace Spare.Hypervisor.Libvirt;

/// <summary>
/// A machine's disk: one qcow2 file that stands alone. The manager never reads what the guest wrote into it.
/// </summary>
internal sealed class MachineDisk(string path, LibvirtDriverOptions options)
{
    private const int ImageMaximum = 64;
    private const int LengthAt = 8 + ImageMaximum;
    private const int PrefixLength = LengthAt + 8;
    private const int HeaderLength = 80;
    private const ulong ExternalDataBit = 1 << 2;

    internal string Path => path;

    /// <summary>Of a machine that does not run: the source may belong to one that is paused.</summary>
    internal async Task<string?> CopyAsync(string source, string? image, CancellationToken cancellation)
    {
        DemandAlone(source);
        await HostCommand.RunAsync(
            ["cp", "--reflink=auto", "--sparse=always", "--no-target-directory", source, path], "", options.CopyDeadline,
            cancellation).ConfigureAwait(false);
        return image;
    }

    /// <summary>A word of magic, the image's name, the length, and the file, so that its end can be told from a cut.</summary>
    internal async Task ExportAsync(Stream content, string? image, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var alive = new Liveness(limit, options.CopyDeadline);
        var file = File.OpenRead(path);
        await using (file.ConfigureAwait(false))
        {
            var prefix = new byte[PrefixLength];
            Magic.CopyTo(prefix);
            Encoding.ASCII.GetBytes(IsImageName(image) ? image : "", prefix.AsSpan(Magic.Length, ImageMaximum));
            BinaryPrimitives.WriteInt64BigEndian(prefix.AsSpan(LengthAt), file.Length);
            alive.Tell();
            await content.WriteAsync(prefix, alive.Token).ConfigureAwait(false);
            await WithinAsync(StreamCopy.RunAsync(file, content, alive), cancellation).ConfigureAwait(false);
        }
    }

    /// <returns>Of which image it is.</returns>
    internal async Task<string?> ImportAsync(Stream content, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var alive = new Liveness(limit, options.CopyDeadline);
        var prefix = new byte[PrefixLength];
        alive.Tell();
        var begun = await content.ReadAtLeastAsync(prefix, PrefixLength, throwOnEndOfStream: false, alive.Token)
            .ConfigureAwait(false);
        if (begun < PrefixLength || !prefix.AsSpan().StartsWith(Magic))
        {
            throw new HypervisorException("what was to be imported is no disk of the libvirt driver");
        }

        var length = BinaryPrimitives.ReadInt64BigEndian(prefix.AsSpan(LengthAt));
        var file = File.Create(path);
        await using (file.ConfigureAwait(false))
        {
            await WithinAsync(StreamCopy.RunAsync(content, file, alive), cancellation).ConfigureAwait(false);
            if (file.Length != length)
            {
                throw new HypervisorException($"a disk of {length} bytes was to be imported, and {file.Length} came");
            }
        }

        DemandAlone(path);
        var image = Encoding.ASCII.GetString(prefix, Magic.Length, ImageMaximum).TrimEnd('\0');
        return IsImageName(image) ? image : null;
    }

    /// <summary>Everything on the same file system is made durable with it.</summary>
    internal Task PersistAsync(CancellationToken cancellation) =>
        HostCommand.RunAsync(["sync", "-f", path], "", options.CopyDeadline, cancellation);

    internal void Remove() => File.Delete(path);

    private static bool IsImageName([NotNullWhen(true)] string? name) =>
        name is { Length: > 0 and <= ImageMaximum } && name.All(sign => char.IsAsciiLetterOrDigit(sign) || "._-".Contains(sign));

    private static ReadOnlySpan<byte> Magic => "spareqc3"u8;

    /// <summary>A disk that rests on another file would be copied without it, or bring a file of the host into a guest.</summary>
    private static void DemandAlone(string file)
    {
        var header = new byte[HeaderLength];
        using var disk = File.OpenRead(file);
        var length = disk.ReadAtLeast(header, HeaderLength, throwOnEndOfStream: false);
        if (length < HeaderLength || !header.AsSpan().StartsWith("QFI\xfb"u8[..3]) || header[3] != 0xfb)
        {
            throw new HypervisorException($"'{file}' is no qcow2 file");
        }

        var backing = BinaryPrimitives.ReadUInt64BigEndian(header.AsSpan(8));
        var features = BinaryPrimitives.ReadUInt64BigEndian(header.AsSpan(72));
        if (backing != 0 || (features & ExternalDataBit) != 0)
        {
            throw new HypervisorException($"'{file}' rests on another file: make it whole with qemu-img convert");
        }
    }

    private async Task WithinAsync(Task copy, CancellationToken cancellation)
    {
        try
        {
            await copy.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new HypervisorException($"the disk '{path}' moved nothing for {options.CopyDeadline.TotalSeconds:0.#} s");
        }
        catch (IOException broken)
        {
            throw new HypervisorException($"the disk '{path}' could not be moved: {broken.Message}", broken);
        }
    }
}
