using System.Text;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Spare.Protocol;
using Spare.Runtime.Groups;
using Spare.Runtime.Ports;

namespace Spare.Corosync;

/// <summary>
/// The group over Corosync's closed process groups (SPARE 2.2), with the quorum of its ring. The local Corosync is
/// trusted and may only crash; after that this member joins again for as long as it is not disposed.
/// </summary>
public sealed class CorosyncGroup : IGroup
{
    private readonly CorosyncGroupOptions options;
    private readonly ILogger logger;
    private readonly GroupEndpoint endpoint;
    private readonly WakeDescriptor wake = new();
    private readonly CancellationTokenSource stopping = new();
    private readonly TaskCompletionSource joined = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CorosyncSession? session;

    private CorosyncGroup(CorosyncGroupOptions options, ILogger logger)
    {
        this.options = options;
        this.logger = logger;
        endpoint = new GroupEndpoint(
            options.Limits, packet => Volatile.Read(ref session)?.Send(packet) ?? PacketOutcome.Broken);
    }

    public ChannelReader<GroupEvent> Events => endpoint.Events;

    public int MessageMaximum => options.Limits.MessageMaximum;

    public GroupTraffic Traffic => endpoint.Traffic;

    /// <summary>
    /// Joins, or throws <see cref="GroupException"/> with what to do about it. The process id counts for the group:
    /// one process can be in a group once.
    /// </summary>
    public static async Task<CorosyncGroup> JoinAsync(
        CorosyncGroupOptions options, ILogger logger, CancellationToken cancellation)
    {
        Invariant.Holds(
            options.Group.Length > 0 && Encoding.UTF8.GetByteCount(options.Group) < NativeMethods.CpgName.Maximum,
            "a group's name has 1 to 127 bytes");
        var group = new CorosyncGroup(options, logger);
        new Thread(group.Run) { IsBackground = true, Name = "corosync" }.Start();
        try
        {
            await group.joined.Task.WaitAsync(cancellation);
            return group;
        }
        catch
        {
            await group.DisposeAsync();
            throw;
        }
    }

    public ValueTask<MulticastResult> MulticastAsync(ReadOnlyMemory<byte> message, CancellationToken cancellation) =>
        endpoint.MulticastAsync(message, cancellation);

    public async ValueTask DisposeAsync()
    {
        if (stopping.IsCancellationRequested)
        {
            return;
        }

        endpoint.Dispose();
        await stopping.CancelAsync();
        wake.Wake();
        await ended.Task;
        wake.Dispose();
        stopping.Dispose();
    }

    private void Run()
    {
        try
        {
            if (JoinFirst() is not { } first)
            {
                return;
            }

            joined.SetResult();
            for (CorosyncSession? current = first; current is not null; current = JoinAgain())
            {
                Serve(current);
            }
        }
        finally
        {
            ended.SetResult();
        }
    }

    /// <summary>Null: not joined, and the caller was told why.</summary>
    private CorosyncSession? JoinFirst()
    {
        try
        {
            return OpenPatiently();
        }
        catch (CorosyncException e)
        {
            joined.SetException(new GroupException($"Process group '{options.Group}' cannot be joined: {e.Message}", e));
        }
        catch (GroupException e)
        {
            joined.SetException(e);
        }
        catch (DllNotFoundException e)
        {
            joined.SetException(new GroupException(
                "Corosync's libraries (libcpg.so.4, libquorum.so.5) are not on this machine: install the packages "
                + "corosync, libcpg4 and libquorum5.", e));
        }

        return null;
    }

    private CorosyncSession OpenPatiently()
    {
        var start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                return new CorosyncSession(options, endpoint);
            }
            catch (CorosyncException e) when (e.Status == CorosyncStatus.TryAgain)
            {
                if (TimeProvider.System.GetElapsedTime(start) > options.JoinPatience || Stopped(options.RejoinPauseMinimum))
                {
                    throw;
                }
            }
        }
    }

    /// <summary>Tries for as long as it takes; null: this member is being disposed.</summary>
    private CorosyncSession? JoinAgain()
    {
        for (var pause = options.RejoinPauseMinimum; !Stopped(pause); pause = Longer(pause))
        {
            try
            {
                return new CorosyncSession(options, endpoint);
            }
            catch (Exception e) when (e is CorosyncException or GroupException)
            {
                Log.NotYet(logger, options.Group, e.Message);
            }
        }

        return null;
    }

    private void Serve(CorosyncSession current)
    {
        using (current)
        {
            Volatile.Write(ref session, current);
            Log.Joined(logger, options.Group);
            if (current.Run(wake) is { } reason)
            {
                Log.Lost(logger, reason);
                endpoint.Lose(reason);
            }

            Volatile.Write(ref session, null);
        }
    }

    private bool Stopped(TimeSpan pause) => stopping.Token.WaitHandle.WaitOne(pause);

    private TimeSpan Longer(TimeSpan pause) =>
        pause * 2 < options.RejoinPauseMaximum ? pause * 2 : options.RejoinPauseMaximum;
}
