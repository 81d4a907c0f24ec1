using System.Security.Cryptography;

namespace Spare.Agent.Tests;

/// <summary>A directory of a test's own that other users may enter; gone on disposal.</summary>
internal sealed class ScratchDirectory : IDisposable
{
    public ScratchDirectory()
    {
        Path = $"/tmp/spare-agent-test-{RandomNumberGenerator.GetHexString(8, lowercase: true)}";
        Directory.CreateDirectory(Path);
    }

    public string Path { get; }

    public string this[string name] => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
