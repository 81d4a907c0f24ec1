namespace Spare.Hypervisor;

/// <summary>Moves all that a stream holds into another one, a block at a time.</summary>
internal static class StreamCopy
{
    internal const int BlockSize = 128 * 1024;

    internal static async Task RunAsync(Stream source, Stream target, Liveness alive)
    {
        var block = new byte[BlockSize];
        while (true)
        {
            alive.Tell();
            var count = await source.ReadAsync(block, alive.Token).ConfigureAwait(false);
            if (count == 0)
            {
                await target.FlushAsync(alive.Token).ConfigureAwait(false);
                return;
            }

            alive.Tell();
            await target.WriteAsync(block.AsMemory(0, count), alive.Token).ConfigureAwait(false);
        }
    }
}
