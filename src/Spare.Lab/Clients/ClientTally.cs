using System.Diagnostics;

namespace Spare.Lab.Clients;

/// <summary>What all clients together have seen.</summary>
internal sealed class ClientTally
{
    private const int Kept = 5;

    private readonly Lock guard = new();
    private readonly List<string> wrong = [];
    private readonly List<string> failed = [];
    private TimeSpan slowest;

    public long Answered { get; private set; }

    /// <summary>Replies that said that the request failed, among them those that were asked again with success.</summary>
    public long Failed { get; private set; }

    /// <summary>Replies that the register could not have given.</summary>
    public long Wrong { get; private set; }

    /// <summary>Requests whose connection broke with the host; they were asked again at another host.</summary>
    public long Broken { get; private set; }

    /// <summary>Requests that nobody answered within the clients' patience.</summary>
    public long GivenUp { get; private set; }

    /// <summary>The first replies that were wrong, and the first reasons for which requests failed.</summary>
    public IReadOnlyList<string> WhatWasWrong => Read(() => wrong.ToList());

    public IReadOnlyList<string> WhyTheyFailed => Read(() => failed.ToList());

    public void Answer(long asked) => Read(() =>
    {
        Answered++;
        return slowest = Max(slowest, Stopwatch.GetElapsedTime(asked));
    });

    public void Fail(string reason) => Read(() => Keep(failed, reason, ++Failed));

    public void Break() => Read(() => ++Broken);

    public void GiveUp(string request) => Read(() => Keep(failed, $"{request}: no answer", ++GivenUp));

    public void FindWrong(string reply) => Read(() => Keep(wrong, reply, ++Wrong));

    /// <summary>How long the slowest answer since the last call took, from the first try on.</summary>
    public TimeSpan TakeSlowest() => Read(() =>
    {
        var taken = slowest;
        slowest = TimeSpan.Zero;
        return taken;
    });

    /// <summary>The reasons and the slowest answer so far; counts remain.</summary>
    public void Forget() => Read(() =>
    {
        failed.Clear();
        return slowest = TimeSpan.Zero;
    });

    private static TimeSpan Max(TimeSpan left, TimeSpan right) => left > right ? left : right;

    private static long Keep(List<string> list, string text, long count)
    {
        if (list.Count < Kept)
        {
            list.Add(text);
        }

        return count;
    }

    private T Read<T>(Func<T> what)
    {
        lock (guard)
        {
            return what();
        }
    }
}
