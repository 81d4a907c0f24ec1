using System.Security.Cryptography;
using System.Text;
using Spare.Configuration.Service;
using Spare.Protocol;

namespace Spare.Lab.Images;

/// <summary>What an image is made from: service file, the programs and files that its setup names, and the agent.</summary>
internal static class ImageInputs
{
    public static Digest DigestOf(ServiceFile service, string agent)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> file = stackalloc byte[Digest.Size];
        service.Digest.Format(file);
        hash.AppendData(file);
        var named = service.Database.Setup
            .SelectMany(command => NamedFiles.In(command, service.Directory))
            .Append(agent)
            .SelectMany(WithLibraries)
            .Distinct()
            .Order(StringComparer.Ordinal);
        foreach (var path in named)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(Path.GetFileName(path)));
            hash.AppendData(SHA256.HashData(File.ReadAllBytes(path)));
        }

        return Digest.Parse(hash.GetHashAndReset());
    }

    /// <summary>A .NET program is little more than a starter: what it does is in the libraries beside it.</summary>
    private static IEnumerable<string> WithLibraries(string path) =>
        File.Exists($"{path}.dll") && Path.GetDirectoryName(path) is { } directory
            ? Directory.EnumerateFiles(directory, "*.dll").Append(path)
            : [path];
}
