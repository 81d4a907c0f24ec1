using System.Threading.Channels;
using Spare.Protocol;
using Spare.Runtime.Ports;

namespace Spare.Replicas;

/// <summary>
/// Makes a replica of one image with the state of another one's, which a canonical dump carries (SPARE 2.2 and 4.2): a clone
/// of the base dumps, a new machine of the wanted image loads, both digests are compared, and the clone is destroyed.
/// </summary>
internal sealed class StateTransfer(LocalReplicasOptions options, ReplicaFactory factory)
{
    /// <summary>No replica of this host has it.</summary>
    private const uint CloneGeneration = uint.MaxValue;

    /// <summary>Parts of a dump that were read and not loaded yet.</summary>
    private const int PartsMaximum = 16;

    private readonly LocalReplicasOptions faultless = options with { Faults = null };

    /// <returns>A running replica of that image with the state that the stopped machine has on its disk, which is gone.</returns>
    /// <exception cref="ReplicaException">One of the two did not do its part.</exception>
    public async Task<ReplicaMachine> MakeAsync(
        ReplicaId id, ReplicaImage image, VirtualMachine stopped, CancellationToken cancellation)
    {
        using var giving = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var source = StartSourceAsync(stopped, giving.Token);
        var made = StartAsync(id, image, giving.Token);
        try
        {
            await FirstFailureAsync(source, made);
            await MoveAsync(await source, await made, giving.Token);
            return await made;
        }
        catch
        {
            await giving.CancelAsync();
            await ((Task)made).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (made.IsCompletedSuccessfully)
            {
                factory.Destroy(await made);
            }

            throw;
        }
        finally
        {
            await ((Task)source).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (source.IsCompletedSuccessfully)
            {
                factory.Destroy(await source);
            }
        }
    }

    /// <summary>Both start at the same time; the failure of one is not waited for behind the other.</summary>
    private static async Task FirstFailureAsync(Task one, Task other)
    {
        await await Task.WhenAny(one, other);
        await Task.WhenAll(one, other);
    }

    private async Task<ReplicaMachine> StartAsync(ReplicaId id, ReplicaImage image, CancellationToken cancellation) =>
        await factory.StartAsync(id, await factory.CreateAsync(image, cancellation), cancellation);

    private async Task<ReplicaMachine> StartSourceAsync(VirtualMachine stopped, CancellationToken cancellation)
    {
        try
        {
            return await ReplicaMachine.StartAsync(
                new ReplicaId(options.Host, CloneGeneration), stopped, factory.Hypervisor, faultless, cancellation);
        }
        catch
        {
            factory.Destroy(stopped);
            throw;
        }
    }

    private static async Task MoveAsync(ReplicaMachine source, ReplicaMachine made, CancellationToken cancellation)
    {
        using var giving = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var parts = Channel.CreateBounded<string>(PartsMaximum);
        var dumping = DumpAsync(source, parts.Writer, giving.Token);
        try
        {
            await foreach (var part in parts.Reader.ReadAllAsync(giving.Token))
            {
                await made.LoadAsync(part, giving.Token);
            }

            var given = await dumping;
            await made.EndLoadAsync(source.Agent.Greeting.Update, giving.Token);
            if (await made.DumpAsync(take: null, giving.Token) is var loaded && loaded != given)
            {
                throw new ReplicaException(
                    $"{made.Id} loaded a dump with the digest {given}, and has a state with the digest {loaded}.");
            }
        }
        finally
        {
            await giving.CancelAsync();
            await ((Task)dumping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task<Digest> DumpAsync(
        ReplicaMachine source, ChannelWriter<string> parts, CancellationToken cancellation)
    {
        try
        {
            return await source.DumpAsync(part => Add(part, parts, cancellation), cancellation);
        }
        finally
        {
            parts.TryComplete();
        }
    }

    /// <summary>Holds up the receiving while enough parts wait to be loaded.</summary>
    private static void Add(string part, ChannelWriter<string> parts, CancellationToken cancellation)
    {
        while (!parts.TryWrite(part))
        {
            cancellation.ThrowIfCancellationRequested();
            if (!parts.WaitToWriteAsync(cancellation).AsTask().GetAwaiter().GetResult())
            {
                return; // Nobody loads them any more.
            }
        }
    }
}
