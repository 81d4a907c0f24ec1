namespace Spare.Lab.Images;

/// <summary>A prepared image that nobody removes while this is held.</summary>
internal sealed class ImageLease(string path, FileStream held) : IDisposable
{
    public string Path { get; } = path;

    public void Dispose() => held.Dispose();
}
