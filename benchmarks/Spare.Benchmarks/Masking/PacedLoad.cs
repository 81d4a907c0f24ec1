using System.Diagnostics;
using System.Globalization;
using Spare.Lab.Watching;

namespace Spare.Benchmarks.Masking;

/// <summary>
/// Writes and reads of registers, sent when their time has come, whether or not those before were answered: a
/// stall shows in all requests that it delays.
/// </summary>
/// <param name="writesEvery">Every so many requests one is a write; 0: none is.</param>
internal sealed class PacedLoad(HttpClient http, IReadOnlyList<IWatchedHost> hosts, int perSecond, int writesEvery = 2)
{
    private const int Registers = 64;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    /// <summary>So that every read finds something.</summary>
    public async Task PrepareAsync(CancellationToken cancellation)
    {
        for (var i = 0; i < Registers; i++)
        {
            if (!await SendAsync(HttpMethod.Put, i, cancellation))
            {
                throw new BenchmarkException("A write failed while nothing was wrong.");
            }
        }
    }

    /// <summary>Returns when everything that was sent until it was stopped is answered; in the order of sending.</summary>
    public async Task<IReadOnlyList<PacedReply>> RunAsync(CancellationToken stopping)
    {
        var clock = Stopwatch.StartNew();
        var start = DateTimeOffset.UtcNow;
        var sent = new List<Task<PacedReply>>();
        using var timer = new PeriodicTimer(Tick);
        while (!stopping.IsCancellationRequested)
        {
            for (var due = DueAfter(sent.Count); due <= clock.Elapsed; due = DueAfter(sent.Count))
            {
                sent.Add(MeasureAsync(sent.Count, due, start, clock));
            }

            await timer.WaitForNextTickAsync(CancellationToken.None);
        }

        return await Task.WhenAll(sent);
    }

    private TimeSpan DueAfter(int requests) => TimeSpan.FromSeconds((double)requests / perSecond);

    private async Task<PacedReply> MeasureAsync(int number, TimeSpan due, DateTimeOffset start, Stopwatch clock)
    {
        var (write, register) = (writesEvery > 0 && number % writesEvery == 0, number / 2);
        var isAnswered = await SendAsync(write ? HttpMethod.Put : HttpMethod.Get, register, CancellationToken.None);
        return new PacedReply(start + due, clock.Elapsed - due, isAnswered);
    }

    private async Task<bool> SendAsync(HttpMethod method, int number, CancellationToken cancellation)
    {
        var register = (number % Registers).ToString(CultureInfo.InvariantCulture);
        var target = new Uri(hosts[number % hosts.Count].Url, $"/register/paced{register}");
        using var request = new HttpRequestMessage(method, target);
        request.Content = method == HttpMethod.Put ? new StringContent(register) : null;
        try
        {
            using var reply = await http.SendAsync(request, cancellation);
            await reply.Content.ReadAsByteArrayAsync(cancellation);
            return reply.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}

/// <param name="Due">When the request had to be sent.</param>
/// <param name="Latency">From then on.</param>
internal readonly record struct PacedReply(DateTimeOffset Due, TimeSpan Latency, bool IsAnswered)
{
    public DateTimeOffset End => Due + Latency;
}
