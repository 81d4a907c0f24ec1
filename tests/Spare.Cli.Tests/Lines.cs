using System.Text;

namespace Spare.Cli.Tests;

/// <summary>What a command writes; says when the first line was written.</summary>
internal sealed class Lines : StringWriter
{
    private readonly TaskCompletionSource<string> first = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<string> First => first.Task;

    public override Encoding Encoding => Encoding.UTF8;

    public override void WriteLine(string? value)
    {
        base.WriteLine(value);
        first.TrySetResult(value ?? string.Empty);
    }
}
