using System.Collections.Concurrent;
using System.Security.Cryptography;
using Spare.Protocol;
using Spare.Replication;
using Spare.Runtime.Ports;

namespace Spare.Runtime.Loop;

/// <summary>
/// The clients that wait: each request gets its number and its seed here, and its answer comes back here. Bounded by
/// the core, which refuses what is too much.
/// </summary>
/// <remarks>
/// A client's answer is written on the loop's thread as far as it goes without waiting: to wake another thread for it
/// took about as long as writing it.
/// </remarks>
public sealed class PendingAnswers(EventQueue queue, HostId self, Incarnation incarnation) : IRequestSink
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<ulong, TaskCompletionSource<ClientAnswer>> waiting = new();
    private ulong last;
    private long answered;
    private long refused;

    public int Waiting => waiting.Count;

    public long Answered => Volatile.Read(ref answered);

    public long Refused => Volatile.Read(ref refused);

    public async ValueTask<ClientAnswer> SubmitAsync(IncomingRequest request, CancellationToken clientGone)
    {
        var id = new RequestId(self, incarnation, Interlocked.Increment(ref last));
        var answer = new TaskCompletionSource<ClientAnswer>();
        waiting[id.Number] = answer;
        try
        {
            await queue.PostAsync(
                new ManagerEvent.RequestArrived(id, request.Route, DrawSeed(), request.Canonical) { Key = request.Key },
                clientGone);
            using (clientGone.UnsafeRegister(
                static (waiting, token) => ((TaskCompletionSource<ClientAnswer>)waiting!).TrySetCanceled(token), answer))
            {
                return await answer.Task.ConfigureAwait(false);
            }
        }
        finally
        {
            waiting.TryRemove(id.Number, out _);
        }
    }

    /// <summary>Called from the loop; a client that has gone is not told.</summary>
    public void Answer(ManagerEffect.Answer given)
    {
        Interlocked.Increment(ref answered);
        Complete(given.Id, new ClientAnswer.Reply(given.Reply, given.Sequence, given.Time));
    }

    /// <inheritdoc cref="Answer"/>
    public void Refuse(RequestId id, Refusal refusal)
    {
        Interlocked.Increment(ref refused);
        var status = refusal.Reason switch
        {
            RefusalReason.ServiceFailed => 502,
            RefusalReason.KeyReused => 422,
            RefusalReason.ReplyNotKept => 409,
            RefusalReason.KeysNotKept => 501,
            _ => 503,
        };
        var mayPass = status == 503 && refusal.Reason is not (RefusalReason.Quarantined or RefusalReason.Voided);
        Complete(id, new ClientAnswer.Refusal(status, refusal.Detail, mayPass ? RetryAfter : null));
    }

    private static Seed DrawSeed()
    {
        Span<byte> random = stackalloc byte[16];
        RandomNumberGenerator.Fill(random);
        return new Seed(BitConverter.ToUInt64(random), BitConverter.ToUInt64(random[8..]));
    }

    private void Complete(RequestId id, ClientAnswer given)
    {
        if (waiting.TryRemove(id.Number, out var answer))
        {
            answer.TrySetResult(given with { Request = id });
        }
    }
}
